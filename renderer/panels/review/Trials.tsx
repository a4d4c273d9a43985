/** Crop interventions of the selected look: what the model answers when it is shown something else there. */
import { branchOf } from '../../../app/trace/project'
import { effectOf, verdictOfTrials, type TrialEffect } from '../../../app/checks/trial'
import type { TrialState } from '../../../app/reviewing'
import { lookOf, selectedRows } from '../../session/rows'
import type { State } from '../../session/state'
import { useActions, useSession } from '../../session/use-session'

const effectWords: Readonly<Record<TrialEffect, string>> = {
  same: 'same',
  'looked-again': 'same, after looking again',
  changed: 'changed',
}

/** A button, then a table that fills. */
export function Trials() {
  const session = useActions()
  const id = useSession((s) => lookUnderTest(s)?.id)
  const number = useSession((s) => lookUnderTest(s)?.look)
  const model = useSession(modelOf)
  const trials = useSession((s) => s.trials)
  const mine = trials !== undefined && trials.look === id ? trials : undefined
  const running = mine !== undefined && !mine.over
  if (id === undefined) return null
  return (
    <section className="trial-part" aria-label="Crop interventions">
      <h3>Was look {number} used?</h3>
      <p className="muted small-text">
        Runs on from this look with the crop blanked, shifted, swapped and enlarged, and compares the answers.
      </p>
      {model === undefined ? (
        <p className="muted">
          The model that wrote this trace cannot be asked here. Re-run it with one that can.
        </p>
      ) : running ? (
        <button type="button" className="button small" onClick={() => session.stopTrials()}>
          Stop
        </button>
      ) : (
        <button type="button" className="button small" onClick={() => void session.tryLook(id)}>
          {mine === undefined ? 'Test this look' : 'Test again'}
        </button>
      )}
      {mine !== undefined && mine.states.length > 0 && <TrialTable states={mine.states} over={mine.over} />}
    </section>
  )
}

function TrialTable({ states, over }: { states: readonly TrialState[]; over: boolean }) {
  const session = useActions()
  const same = states.find((s) => s.kind === 'same')
  const done = states.filter((s) => s.state === 'done')
  const verdict = over ? verdictOfTrials(done) : undefined
  return (
    <>
      <table className="trials">
        <thead>
          <tr>
            <th>Crop</th>
            <th>Answer</th>
            <th>Beside “as it was”</th>
          </tr>
        </thead>
        <tbody>
          {states.map((s) => (
            <tr key={s.kind} data-state={s.state}>
              <td>
                {s.branch === undefined ? (
                  s.name
                ) : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => s.branch && session.selectBranch(s.branch)}
                  >
                    {s.name}
                  </button>
                )}
              </td>
              <td>{answerWords(s)}</td>
              <td>{s.kind === 'same' || s.state !== 'done' ? '' : effectWords[effectOf(s, same)]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {verdict !== undefined && (
        <p className="trial-verdict" data-used={verdict.used} role="status">
          {verdict.sentence}
        </p>
      )}
    </>
  )
}

function answerWords({ state, answer, failure }: TrialState): string {
  switch (state) {
    case 'waiting':
      return 'waits'
    case 'running':
      return 'runs…'
    case 'failed':
      return failure?.message ?? 'failed'
    case 'done':
      return answer ?? '(no answer)'
  }
}

/** The selected look, else the first that was given a crop. */
function lookUnderTest(state: State) {
  const rows = selectedRows(state)
  const selected = lookOf(rows, state.step)
  if (selected?.seen !== undefined && selected.step !== undefined) return selected
  const first = rows.find((r) => r.type === 'look' && r.seen !== undefined && r.step !== undefined)
  return first?.type === 'look' ? first : undefined
}

/** The model of the branch, where it can be asked. */
function modelOf({ project, branch, models }: State): string | undefined {
  const wrote = project === undefined || branch === undefined ? undefined : branchOf(project, branch)?.model
  return models.find((m) => m.id === wrote)?.id
}
