/** Words in a trace from a file that the model did not write: a tool's answer, the user's next turn. Pure. */
import { msg, type Message } from '../../../app/message'
import type { Step } from '../../../app/trace/step'
import { selectedBranch } from './rows'
import type { State } from '../state'

/** Who gave a step's words to the model; undefined where the model (or a person who corrects it) wrote them. */
export function giverOf(state: State, step: Step): Message | undefined {
  if (step.type !== 'thought') return undefined
  if (step.author.type === 'tool') return msg('Tool')
  // Only in the branch as it was in the file: on later ones a person's thought is a correction.
  const fromFile = state.document.project?.origin !== undefined && selectedBranch(state)?.fork === undefined
  return fromFile && step.author.type === 'person' && step.replaces === undefined ? msg('User') : undefined
}
