/**
 * The crop interventions of a look on the built-in model: reading ahead what the branch and earlier interventions wrote, as Relook does,
 * against writing one by one with the same checkpoints. Each side has a model of its own, so that neither finds what the other has
 * read; turn by turn in one process. Both must write the same words, or the comparison is void.
 */
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { vlmR3 } from '../../app/dialects/vlm-r3'
import { shownLooks, trialsFor, trialView } from '../../app/explain/intervene'
import type { Subject } from '../../app/explain/subject'
import { writtenFrom } from '../../app/explain/scorer'
import { cropView } from '../../app/reading/place'
import { draftsBehindCrop } from '../../app/reasoning/drafts'
import { runLoop } from '../../app/reasoning/loop'
import type { Model } from '../../app/reasoning/model'
import { box, clampBox } from '../../app/geometry/box'
import { defaultSettings } from '../../app/trace/project'
import type { Step, View } from '../../app/trace/step'
import { loadModel } from '../../main/models/onnx/load'
import { readModelManifest } from '../../main/models/onnx/manifest'
import { processor } from '../../main/models/onnx/providers'
import { median, ratio } from './asking'
import type { Row } from './row'

const path = fileURLToPath(new URL('../../assets/samples/chart-05.png', import.meta.url))
/** One that takes one look: four interventions, there is no other look to swap with. And one that takes two: five. */
const questions = {
  one: 'What is the value of the purple bar?',
  two: 'Which is larger, the purple bar or the red bar?',
} as const
const rounds = 20
const never = new AbortController().signal

/** All rows. */
export async function bench(): Promise<Row[]> {
  const sides = [await opened(), await opened()] as const
  try {
    const rows: Row[] = []
    for (const look of ['one', 'two'] as const)
      for (const crops of ['seen', 'new'] as const) rows.push(await measured(sides, look, crops))
    return rows
  } finally {
    for (const { close } of sides) await close()
  }
}

interface Side {
  readonly model: Model
  readonly close: () => Promise<void>
}

async function opened(): Promise<Side> {
  const manifest = await readModelManifest(
    fileURLToPath(new URL('../../assets/models/r3-mini', import.meta.url)),
  )
  const loaded = await loadModel(manifest, processor)
  const model: Model = {
    info: manifest.info,
    prompt: () => Promise.resolve([]),
    generate: (request, signal) => loaded.generate(request, { page: path }, signal),
  }
  return { model, close: loaded.dispose }
}

/** The trace of a question, each crop moved a little further with every round where they are to be new ones. */
async function measured(
  sides: readonly [Side, Side],
  look: 'one' | 'two',
  crops: 'seen' | 'new',
): Promise<Row> {
  const subjects = [await traced(sides[0], questions[look]), await traced(sides[1], questions[look])] as const
  const alone: number[] = []
  const ahead: number[] = []
  for (let round = -2; round < rounds; round++) {
    const by = crops === 'seen' ? 0 : round + 3
    const one = () => interventions(moved(subjects[0], by), 'alone')
    const two = () => interventions(moved(subjects[1], by), 'ahead')
    const [a, b] = round % 2 === 0 ? [await one(), await two()] : await turned(one, two)
    if (a.words !== b.words) throw new Error('the comparison is void: other words were written')
    if (round < 0) continue
    alone.push(a.ms)
    ahead.push(b.ms)
  }
  const count = trialsFor(subjects[0], shown(subjects[0]).look.id).length
  return {
    name: `${count} crop interventions of a look (r3-mini), ${crops} crops / without drafting`,
    value: ratio(alone, ahead),
    limit: 2,
    more: true,
    unit: '×',
    detail: `${median(ahead).toFixed(0)} ms and ${median(alone).toFixed(0)} ms`,
  }
}

async function turned<A, B>(a: () => Promise<A>, b: () => Promise<B>): Promise<[A, B]> {
  const second = await b()
  return [await a(), second]
}

async function traced({ model }: Side, question: string): Promise<Subject> {
  const { width, height } = await sharp(path).metadata()
  const image = { id: 'page', size: { width, height } }
  const view = vlmR3.overview('page', image.size, model.info.budgets)
  const asked = { model, dialect: vlmR3, image, view, question, settings: defaultSettings, top: 5 }
  let last = 0
  const steps: Step[] = []
  const own = { ...asked, steps: [], newId: () => `s${++last}`, now: () => 1 }
  for await (const event of runLoop(own, never)) if (event.type === 'steps') steps.push(...event.steps)
  return { ...asked, steps }
}

function shown({ steps }: Subject) {
  const [first] = shownLooks(steps)
  if (first === undefined) throw new Error('the model looked at nothing: there is nothing to measure')
  return first
}

/** The crop of the first look, moved by so many pixels: no side has seen it, nor what the interventions make of it. */
function moved(subject: Subject, by: number): Subject {
  if (by === 0) return subject
  const { look, seen } = shown(subject)
  const { left, top, right, bottom } = look.region
  const region = clampBox<'image'>(box(left + by, top + by, right + by, bottom + by), subject.image.size)
  const view = cropView(vlmR3, region, { image: subject.image, budgets: subject.model.info.budgets })
  const change = (step: Step): Step =>
    step === look ? { ...look, region } : step === seen && view !== undefined ? { ...seen, view } : step
  return { ...subject, steps: subject.steps.map(change) }
}

/** All of a look, as `intervene` does it, with what was written. */
async function interventions(subject: Subject, how: 'alone' | 'ahead') {
  const look = shown(subject)
  const at = subject.steps.indexOf(look.seen)
  const views = trialsFor(subject, look.look.id).map((trial) => trialView(subject, look.seen, trial))
  const earlier: (readonly Step[])[] = []
  const started = performance.now()
  for (const view of views) {
    const drafts = how === 'ahead' && draftsBehindCrop(subject.steps, at, earlier)
    earlier.push(await writtenFrom(behind(subject, at, view), drafts, never))
  }
  const ms = performance.now() - started
  return { ms, words: earlier.flatMap((made) => made.map((step) => step.raw)).join('\n') }
}

function behind(subject: Subject, at: number, view: View): Subject {
  const seen = subject.steps[at] as Extract<Step, { type: 'observation' }>
  return { ...subject, steps: [...subject.steps.slice(0, at), { ...seen, view }] }
}
