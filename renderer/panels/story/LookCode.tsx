/** The code that makes a look, as it reads with the box where it now is. Further looks of one piece of code show their own lines. */
import { useMemo } from 'react'
import { codeBlockOf, codeNow, type CodeBlock } from '../../session/document/code-blocks'
import { selectedBranch } from '../../session/document/rows'
import { useActions, useSession } from '../../use-session'
import { LinkButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { CodeText } from './CodeText'
import { t } from '../../language/text'
import { rich } from '../../language/rich'

/** Of the look of this row. */
export function LookCode({ id }: { id: string }) {
  const block = useSession((s) => codeBlockOf(s, id))
  return block === undefined ? null : <Block id={id} block={block} />
}

function Block({ id, block }: { id: string; block: CodeBlock }) {
  const session = useActions()
  const project = useSession((s) => s.document.project)
  const branch = useSession(selectedBranch)
  const preview = useSession(({ editing: { preview } }) =>
    block.looks.some((look) => look.id === preview?.id) ? preview : undefined,
  )
  const now = useMemo(
    () => project && branch && codeNow({ project, branch, preview }, block),
    [project, branch, block, preview],
  )
  const isHead = block.head.id === id
  const own = useMemo(
    () =>
      isHead
        ? (now?.places ?? [])
        : (now?.places ?? []).filter(({ looks }) => looks.some((look) => look.id === id)),
    [isHead, now, id],
  )
  if (now === undefined) return null
  return (
    <>
      {!isHead && (
        <p className="muted small-text code-where">
          {rich(
            own.length === 0
              ? 'In the code of <look>look {n}</look>: its numbers were worked out there.'
              : 'In the code of <look>look {n}</look>',
            {
              n: block.head.look,
              look: (inside) => (
                <LinkButton key="look" onClick={() => session.selection.step(block.head.id)}>
                  {inside}
                </LinkButton>
              ),
            },
          )}
        </p>
      )}
      {(isHead || own.length > 0) && <CodeText code={now.code} places={own} excerpt={!isHead} />}
      {now.instead !== undefined && isHead && (
        <>
          <p className="flag">
            <Icon name="warning" />{' '}
            {t(
              'The moved region cannot be written into this code: other regions hang on the same numbers. A re-run asks for it with code of its own:',
            )}
          </p>
          <CodeText code={now.instead} />
        </>
      )}
    </>
  )
}
