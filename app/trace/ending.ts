/** Why a run is over, in a sentence a person can act on; also for programs. Pure; knows no dialect. */
import { lineOf } from '../beginning'
import { msg } from '../message'
import { unreachable } from '../result'
import { stepsOf, type Branch, type EndReason, type Project } from './project'
import type { Step } from './step'

/** How a run ended. `why` is absent where it simply answered. */
export interface RunEnding {
  readonly reason: EndReason
  readonly why?: string
}

/** How the branch's last run ended; undefined while it runs, or where nothing was run. */
export function endingOf(project: Project, branch: Branch): RunEnding | undefined {
  if (branch.run.type !== 'ended') return undefined
  const { reason, failure } = branch.run
  switch (reason) {
    case 'answered':
      return { reason }
    case 'limit':
      // Of a run made elsewhere: which limit it was, as its file says.
      return { reason, why: failure?.message ?? limitWords(stepsOf(project, branch), branch) }
    case 'code-not-run':
      return {
        reason,
        why: 'The model wrote code, which is not run here, and it cuts no region that can be worked out.',
      }
    case 'no-answer':
      return { reason, why: stoppedWords(stepsOf(project, branch).at(-1)) }
    case 'stopped':
      return { reason, why: 'You stopped this run. What was written is kept.' }
    case 'failed':
      return { reason, why: failure?.message ?? 'The run failed. What was written is kept.' }
    case 'cut-off':
      return { reason, why: 'Relook was closed while this ran. What was written is kept.' }
    default:
      return unreachable(reason)
  }
}

function limitWords(steps: readonly Step[], { settings }: Branch): string {
  const last = steps.at(-1)
  const looks = steps.filter((s) => s.type === 'look').length
  const isAskingAgain = last?.type === 'look' || last?.type === 'observation'
  if (isAskingAgain && looks > settings.maxLooks) {
    const allowed = settings.maxLooks === 1 ? 'one region' : msg(`${settings.maxLooks} regions`)
    return `It asked for another region after the ${allowed} it may look at. Raise max looks and re-run.`
  }
  if (last !== undefined && wasRefused(last))
    return 'Its last request could not be answered with a crop, and it may not ask again. Raise max looks and re-run.'
  const where = last?.type === 'answer' ? 'in the middle of its answer' : 'before it answered'
  return `It was cut off ${where}, after ${settings.maxTokens} tokens. Raise max tokens and re-run.`
}

/** Whether a run's loop went on after a request without a crop. */
function wasRefused(last: Step): boolean {
  return (
    last.type === 'thought' &&
    (last.kind?.type === 'reply' || last.appended !== undefined || last.dropped !== undefined)
  )
}

function stoppedWords(last: Step | undefined): string {
  if (last?.type === 'thought' && last.kind?.type === 'unread')
    return `The model stopped without an answer: its last request for a region could not be read (“${lineOf(last.raw, 120)}”).`
  return 'The model stopped without an answer.'
}
