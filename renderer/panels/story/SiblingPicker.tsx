/** ‹ 2/3 › on a step where branches part: the other ways it went on, one click away. */
import { useMemo } from 'react'
import { IconButton } from '../../parts/Button'
import { siblingsAt } from '../../session/document/tree'
import { useActions, useBranch, useSession } from '../../use-session'
import { t } from '../../language/text'

/** Nothing where only one way goes on. */
export function SiblingPicker({ step }: { step: string }) {
  const session = useActions()
  const branches = useSession((s) => s.document.project?.branches)
  const path = useBranch((b) => b.path)
  const siblings = useMemo(
    () =>
      branches === undefined || path === undefined ? [] : siblingsAt(branches, path, path.indexOf(step)),
    [branches, path, step],
  )
  const at = siblings.findIndex((s) => s.step === step)
  if (siblings.length < 2 || at < 0) return null
  const go = (by: 1 | -1) => {
    const next = siblings[(at + by + siblings.length) % siblings.length]
    if (next === undefined) return
    session.selection.branch(next.branch)
    session.selection.step(next.step)
  }
  return (
    <span className="siblings numbers" data-testid="siblings" onClick={(e) => e.stopPropagation()}>
      <IconButton icon="back" label={t('Previous branch here')} className="tiny" onClick={() => go(-1)} />
      {at + 1}/{siblings.length}
      <IconButton icon="next" label={t('Next branch here')} className="tiny" onClick={() => go(1)} />
    </span>
  )
}
