/** What is being written now: the phase with its bar, and the text as it comes. Also what a cut-off run left open. */
import { useBranch } from '../../use-session'
import { phaseWords } from '../../words/trace'
import { LiveText } from './LiveText'
import { t } from '../../language/text'

/** The end of the story while there is an open segment. */
export function LiveCard() {
  const running = useBranch((b) => b.run.type === 'running') ?? false
  const open = useBranch((b) => b.open.text !== '') ?? false
  if (!running && !open) return null
  return (
    <article className="card live" data-running={running}>
      <header className="card-head">
        <span className="card-type">{running ? <PhaseLine /> : t('Left unfinished')}</span>
      </header>
      <LiveText />
    </article>
  )
}

function PhaseLine() {
  const phase = useBranch((b) => (b.run.type === 'running' ? b.run.phase : undefined))
  if (phase === undefined) return null
  const { done, total } = phase
  const counted = done !== undefined && total !== undefined && total > 0
  return (
    <span className="phase" data-phase={phase.name}>
      <span className="phase-dot" />
      {phaseWords(phase)}
      {counted && (
        <>
          <progress max={total} value={done} aria-label={phaseWords(phase)} />
          <span className="numbers">
            {done} / {total}
          </span>
        </>
      )}
    </span>
  )
}
