/** A run as one plain object: what `relook run --json` prints and what a saved run holds. Pure; knows no file. */
import { given } from '../given'
import { unreachable } from '../result'
import { endingOf } from '../trace/ending'
import { answerOf, stepsOf, totalTimings, type Branch, type Project } from '../trace/project'
import type { Step } from '../trace/step'

/** Answer, model, steps and times of a branch. Regions are in pixels of the original image. */
export function runResult(project: Project, branch: Branch) {
  const steps = stepsOf(project, branch)
  const { encodeMs, prefillMs, decodeMs, tokens } = totalTimings(steps)
  const ending = endingOf(project, branch)
  // What stands of an answer that was cut off is in the steps; it is no answer.
  const isAnswered = ending === undefined || ending.reason === 'answered'
  return {
    answer: (isAnswered ? answerOf(project, branch) : undefined) ?? null,
    ...(ending === undefined ? {} : { ended: ending }),
    model: branch.model,
    // How a server was spoken with, where that is recorded: a crop as a user's turn is not what the model was trained on.
    ...given({ manner: branch.manner }),
    steps: steps.map(plainStep),
    timings: { encodeMs, prefillMs, decodeMs, tokens },
  }
}

function plainStep(step: Step) {
  switch (step.type) {
    case 'thought':
      // Code, latent steps and requests nobody can read are no prose.
      return {
        type: step.type,
        text: step.text,
        ...(step.kind === undefined ? {} : { kind: step.kind.type }),
      }
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
