/** What `relook run` prints: running text, or one object. Pure. */
import type { Change } from '../../app/trace/change'
import { answerOf, stepsOf, totalTimings, type Branch, type Project } from '../../app/trace/project'
import { unreachable } from '../../app/result'
import type { Step } from '../../app/trace/step'

/** The object `--json` prints. Regions are in pixels of the original image. */
export function runResult(project: Project, branch: Branch) {
  const steps = stepsOf(project, branch)
  const { encodeMs, prefillMs, decodeMs, tokens } = totalTimings(steps)
  return {
    answer: answerOf(project, branch) ?? null,
    model: branch.model,
    steps: steps.map(plainStep),
    timings: { encodeMs, prefillMs, decodeMs, tokens },
  }
}

function plainStep(step: Step) {
  switch (step.type) {
    case 'thought':
    case 'answer':
      return { type: step.type, text: step.text }
    case 'look': {
      const { left, top, right, bottom } = step.region
      return { type: step.type, raw: step.raw.trim(), region: { left, top, right, bottom } }
    }
    case 'observation':
      return { type: step.type, width: step.view.size.width, height: step.view.size.height }
    default:
      return unreachable(step)
  }
}

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
      return '\n\n[no answer: a limit was reached; see --max-tokens and --max-looks]\n'
    case 'no-answer':
      return '\n\n[no answer: the model ended without one]\n'
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
