/** A thought or an answer under review: the words, and where a person changed them, which. */
import { CommandButton } from '../../controls/CommandButton'
import { LinkButton } from '../../parts/Button'
import { Markdown } from '../../parts/Markdown'
import type { StepRow } from '../../session/document/rows'
import { useActions, useSession } from '../../use-session'
import { giverOf } from '../../session/document/giver'
import { withShortData } from '../../words/short-data'
import { typeWord } from '../../words/trace'
import { TextEditor } from '../story/TextEditor'
import { WordDiff } from './WordDiff'
import { t } from '../../language/text'

/** One card. */
export function ReviewText({ row, selected }: { row: StepRow; selected: boolean }) {
  const session = useActions()
  const writing = useSession((s) => s.editing.writing?.id === row.id)
  const giver = useSession((s) => (row.added ? undefined : giverOf(s, row.step)))
  const { step, draft } = row
  if (step.type === 'observation') return null
  const changed = draft?.type === 'text'
  return (
    <article
      className={giver === undefined ? 'card' : 'card given'}
      data-type={row.type}
      data-selected={selected}
      data-removed={row.removed}
      data-steps={row.id}
      onClick={() => !selected && session.selection.step(row.id)}
    >
      <header className="card-head">
        <span className="card-number">{row.number}</span>
        <span className="card-type">{giver === undefined ? typeWord(row.type) : t(giver)}</span>
        {row.removed && <span className="badge person">{t('removed')}</span>}
        {row.added && <span className="badge person">{t('added')}</span>}
        {changed && <span className="badge person">{t('rewritten')}</span>}
        <span className="spacer" />
        {selected && !writing && !row.removed && (
          <CommandButton id="rewrite" icon="pencil" className="icon-button small" />
        )}
        {selected && !writing && (row.removed || row.added || changed) && (
          <LinkButton onClick={() => void session.steps.takeBack(row.id)}>
            {row.removed ? t('Bring back') : t('Revert')}
          </LinkButton>
        )}
      </header>
      {writing ? (
        <TextEditor />
      ) : (
        <div
          className={row.type === 'answer' ? 'answer rationale-like' : 'rationale'}
          data-testid={row.type === 'answer' ? 'answer' : undefined}
          onDoubleClick={() => !row.removed && session.writing.start(row.id)}
        >
          {changed ? (
            <WordDiff before={step.text} after={draft.text} />
          ) : (
            <Markdown text={withShortData(step.text)} />
          )}
        </div>
      )}
    </article>
  )
}
