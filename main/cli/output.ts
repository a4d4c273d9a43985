/** What `relook run` prints as it goes. Pure. */
import type { Change } from '../../app/trace/change'
import { endingOf } from '../../app/trace/ending'
import { answerOf, type Project } from '../../app/trace/project'
import { unreachable } from '../../app/result'
import type { Step } from '../../app/trace/step'

/** Text to print for a change: the model's words as they come, and a line for what they led to. */
export function writeChange(change: Change, project: Project): string {
  if (change.type === 'streamed') return change.text
  if (change.type === 'steps-added') return change.steps.map(line).join('')
  if (change.type !== 'run-ended') return ''
  const branch = project.branches.find((b) => b.id === change.branch)
  const answer = branch && answerOf(project, branch)
  switch (change.reason) {
    case 'answered':
      return `\n\n${answer ?? ''}\n`
    case 'limit':
    case 'code-not-run':
    case 'no-answer':
      return `\n\n[no answer] ${(branch && endingOf(project, branch)?.why) ?? ''}\n`
    case 'stopped':
    case 'failed':
    case 'cut-off':
      return '\n'
    default:
      return unreachable(change.reason)
  }
}

function line(step: Step): string {
  if (step.type === 'look') {
    const { left, top, right, bottom } = step.region
    const flags = step.flags.length === 0 ? '' : ` (${step.flags.join(', ')})`
    return `\n  → looks at ${left}, ${top} – ${right}, ${bottom}${flags}`
  }
  if (step.type === 'observation')
    return `\n  ← sees it at ${step.view.size.width} × ${step.view.size.height} pixels\n`
  return ''
}
