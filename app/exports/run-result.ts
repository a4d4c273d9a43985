/**
 * A run as one plain object: what `relook run --json` prints and what a saved run holds. Read back by app/formats/relook-run.ts: every
 * step with what it needs to be shown again. Pure; knows no file.
 */
import { given } from '../given'
import { unreachable } from '../result'
import { endingOf } from '../trace/ending'
import { answerOf, stepsOf, totalTimings, type Branch, type Project } from '../trace/project'
import { forcedIn } from '../trace/forced'
import type { Step, View } from '../trace/step'

/** Question, answer, model, steps and times of a branch. Regions are in pixels of the original image. */
export function runResult(project: Project, branch: Branch) {
  const steps = stepsOf(project, branch)
  const { encodeMs, prefillMs, decodeMs, tokens } = totalTimings(steps)
  const ending = endingOf(project, branch)
  // What stands of an answer that was cut off is in the steps; it is no answer.
  const isAnswered = ending === undefined || ending.reason === 'answered'
  const { id, name, width, height } = project.image
  return {
    question: branch.question,
    image: name,
    // Of its content: where the image is known already, it is found by this.
    imageId: id,
    size: { width, height },
    answer: (isAnswered ? answerOf(project, branch) : undefined) ?? null,
    ...given({ ended: ending }),
    model: branch.model,
    dialect: branch.dialect,
    // How a server was spoken with, where that is recorded: a crop as a user's turn is not what the model was trained on.
    ...given({ manner: branch.manner, space: project.respacing?.space ?? branch.space }),
    // A part of the model that was not there.
    ...given({ leftOut: branch.leftOut }),
    view: withoutImage(branch.view),
    steps: steps.map((step) => ({ ...plainStep(step), ...forcedOf(step) })),
    timings: { encodeMs, prefillMs, decodeMs, tokens },
  }
}

function plainStep(step: Step) {
  // Its own model's words need no name.
  const author = step.author.type === 'model' ? undefined : step.author
  const { id, raw } = step
  switch (step.type) {
    case 'thought': {
      // Code, latent steps and requests nobody can read are no prose.
      const { type, text } = step
      const { type: kind, ...about } = step.kind ?? { type: undefined }
      const more = kind === undefined || Object.keys(about).length === 0 ? undefined : about
      return { type, id, text, ...given({ kind, about: more, author, raw: raw === text ? undefined : raw }) }
    }
    case 'answer': {
      const { type, text } = step
      return { type, id, text, ...given({ author, raw: raw === text ? undefined : raw }) }
    }
    case 'look': {
      const { type, request, point, label } = step
      const { left, top, right, bottom } = step.region
      const region = { left, top, right, bottom }
      const flags = step.flags.length === 0 ? undefined : step.flags
      return { type, id, raw, region, ...given({ author, point, label, flags }), request }
    }
    case 'observation': {
      const { type, look, view } = step
      const { width, height } = view.size
      return {
        type,
        id,
        width,
        height,
        look,
        view: withoutImage(view),
        ...given({ author, raw: raw || undefined }),
      }
    }
    default:
      return unreachable(step)
  }
}

/** What a person put in place of the model's tokens: characters of `raw`, and the natural log of their probability. */
function forcedOf(step: Step) {
  const forced = forcedIn(step)
  return forced.length === 0 ? {} : { forced }
}

/** The image is the run's own; everything else stays, or the run would be shown otherwise when it is opened again. */
function withoutImage({ image: _image, ...view }: View): Omit<View, 'image'> {
  return view
}
