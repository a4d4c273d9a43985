/**
 * One sample: an image and a question through the loop of a model, with its steps as the changes of a project, so that it can
 * be opened like any other. Knows no metric and no file.
 */
import { Failure } from '../../app/failure'
import type { Box } from '../../app/geometry/box'
import type { Dialect } from '../../app/dialects'
import { notationOf } from '../../app/dialects/dialect'
import { finalAnswer } from '../../app/metrics/final-answer'
import { inTurn } from '../../app/reasoning/manner'
import { runLoop, type LoopRequest } from '../../app/reasoning/loop'
import type { Model } from '../../app/reasoning/model'
import { sizedImageOf } from '../../app/trace/image'
import { createProject, type Change } from '../../app/trace/change'
import type { EndReason, ImageRef, Settings } from '../../app/trace/project'
import type { Step } from '../../app/trace/step'
import { confidencesOf } from '../../app/tokens/boxes'
import { given } from '../../app/given'
import { beginRun } from '../runs/run-plan'
import type { DataImage } from './rows'

/** What a sample is run with. */
export interface SampleParts {
  readonly model: Model
  readonly dialect: Dialect
  readonly settings: Settings
  /** Puts an image among the images. @throws Failure `image-unreadable`, `image-too-large`. */
  readonly addImage: (picture: DataImage) => Promise<ImageRef>
  readonly newId: () => string
  readonly now: () => number
}

/** What is asked about which images, and under which id and title its project is kept. */
export interface SampleTask {
  readonly pictures: readonly DataImage[]
  readonly question: string
  readonly project: string
  readonly title: string
}

export interface SampleOutcome {
  readonly response: string
  readonly prediction: string
  readonly looks: readonly Box<'image'>[]
  /** How sure it was of each of them, 0..1; null: not known. Absent: of none. */
  readonly confidences?: readonly (number | null)[]
  readonly image: ImageRef
  readonly ms: number
  readonly tokens: number
  readonly changes: readonly Change[]
}

/** Runs one sample to its end. @throws Failure, `bad-input` for other than one image. */
export async function runSample(
  asked: SampleTask,
  sampling: SampleParts,
  signal: AbortSignal,
): Promise<SampleOutcome> {
  const { pictures } = asked
  const [picture] = pictures
  if (picture === undefined || pictures.length > 1)
    throw new Failure(
      'bad-input',
      pictures.length === 0
        ? 'The row has no image; Relook asks about one.'
        : `The row has ${pictures.length} images; Relook asks about one.`,
    )
  const { model, dialect, settings, newId, now } = sampling
  const image = await sampling.addImage(picture)
  const created = {
    type: 'project-created',
    id: asked.project,
    at: now(),
    title: asked.title,
    image,
  } as const
  const { added, branch } = beginRun({
    project: createProject(created),
    request: { project: asked.project, question: asked.question, model: model.info.id, settings },
    info: model.info,
    dialect,
    newId,
    now,
  })
  const { view, manner = inTurn } = branch
  const begun = now()
  const { steps, reason } = await played({ asked, sampling, image, view, manner }, signal)
  const ended = now()
  return {
    ...toldBy(steps),
    ...given({ confidences: confidencesOf(steps, notationOf(dialect).order) }),
    image,
    ms: ended - begun,
    changes: [
      created,
      added,
      { type: 'run-started', branch: branch.id, at: begun },
      { type: 'steps-added', branch: branch.id, steps },
      { type: 'run-ended', branch: branch.id, at: ended, reason },
    ],
  }
}

/** The steps of the run to its end, with what else was possible at each token. */
async function played(
  { asked, sampling, image, ...seen }: Playing,
  signal: AbortSignal,
): Promise<{ readonly steps: readonly Step[]; readonly reason: EndReason }> {
  const { model, dialect, settings, newId, now } = sampling
  const steps: Step[] = []
  let reason: EndReason = 'no-answer'
  const loop = {
    model,
    dialect,
    settings,
    newId,
    now,
    ...seen,
    steps: [],
    priority: 'batch',
    top: 5,
  } as const
  const asking = { ...loop, image: sizedImageOf(image), question: asked.question }
  for await (const event of runLoop(asking, signal)) {
    if (event.type === 'steps') steps.push(...event.steps)
    else if (event.type === 'ended') reason = event.reason
  }
  return { steps, reason }
}

interface Playing extends Pick<LoopRequest, 'view' | 'manner'> {
  readonly asked: SampleTask
  readonly sampling: SampleParts
  readonly image: ImageRef
}

/** The words, the answer and the looks of the steps. */
function toldBy(steps: readonly Step[]): Pick<SampleOutcome, 'response' | 'prediction' | 'looks' | 'tokens'> {
  const response = steps.map((step) => (step.type === 'observation' ? '' : step.raw)).join('')
  const answer = steps.findLast((step) => step.type === 'answer')
  return {
    response,
    prediction: answer === undefined ? finalAnswer(response).text.trim() : answer.text,
    looks: steps.flatMap((step) => (step.type === 'look' ? [step.region] : [])),
    tokens: steps.reduce((sum, step) => sum + (step.timings?.tokens ?? step.tokens?.length ?? 0), 0),
  }
}
