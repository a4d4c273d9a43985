/**
 * Whether explanations are true, on the built-in model and the images it is measured on: where an occlusion map's mass lies, whether
 * looks count as used where the answer is right, whether the answer follows a crop of another image; and what a map costs.
 * RELOOK_EXPLAIN_COUNT: so many images instead of all; RELOOK_EXPLAIN_COVER: grey or blur.
 */
import { vlmR3 } from '../../app/dialects/vlm-r3'
import { sameAnswer } from '../../app/checks/trial'
import { areaUnder } from '../../app/explain/curve'
import { intervene, showingInstead, shownLooks } from '../../app/explain/intervene'
import { massInside } from '../../app/explain/map'
import { occlude } from '../../app/explain/occlude'
import { scorerOf } from '../../app/explain/scorer'
import { answerSpans } from '../../app/explain/span'
import type { Subject } from '../../app/explain/subject'
import { lookVerdict } from '../../app/explain/verdict'
import { fullBox } from '../../app/geometry/box'
import { cropView } from '../../app/reading/place'
import type { Occlusion, TrialResult } from '../../app/trace/evidence'
import type { Cover } from '../../app/trace/step'
import { median } from './asking'
import { tracedHeldOut, type Traced } from './held-out'
import type { Row } from './row'

const never = new AbortController().signal
const count = Number(process.env['RELOOK_EXPLAIN_COUNT'] ?? '200')
const cover: Cover = process.env['RELOOK_EXPLAIN_COVER'] === 'blur' ? 'blur' : 'grey'

/** All rows. */
export async function bench(): Promise<Row[]> {
  const { traced, dispose } = await tracedHeldOut(count)
  try {
    return [...(await maps(traced)), await used(traced), await follows(traced), await cost(traced)]
  } finally {
    await dispose()
  }
}

async function mapOf(
  subject: Subject,
  plan: { refine: number; curves: boolean; look?: string; side?: number },
) {
  const spans = answerSpans(subject.steps)
  if (spans.length === 0) return undefined
  const { look, side = 8 } = plan
  const scorer = await scorerOf(subject, { cover, spans, ...(look === undefined ? {} : { look }) }, never)
  const { size } = subject.image
  const own = look === undefined ? undefined : shownLooks(subject.steps).find((l) => l.look.id === look)
  const region = own?.seen.view.crop ?? fullBox<'image'>(size)
  let map: Occlusion | undefined
  const ask = { ...plan, side, image: size, region, cover, unit: scorer.unit, tokens: scorer.tokens }
  for await (const progress of occlude(ask, scorer.score)) ({ map } = progress)
  return map
}

async function maps(traced: readonly Traced[]): Promise<Row[]> {
  const found: {
    mass: number
    family: string
    kind: string
    id: string
    deletion: number
    insertion: number
    asked: number
  }[] = []
  let flat = 0
  for (const { subject, gold, record } of traced) {
    const map = await mapOf(subject, { refine: 2, curves: true })
    const mass = map && massInside(map.cells, gold)
    if (map?.curves === undefined || mass === undefined) {
      flat++
      continue
    }
    const [deletion, insertion] = [areaUnder(map.curves.deletion), areaUnder(map.curves.insertion)]
    found.push({
      mass,
      family: record.family,
      kind: record.kind,
      id: record.id,
      deletion,
      insertion,
      asked: map.asked,
    })
  }
  if (process.env['RELOOK_EXPLAIN_EACH'] !== undefined)
    for (const f of found)
      console.error(
        [f.id, f.kind, f.mass.toFixed(3), f.deletion.toFixed(3), f.insertion.toFixed(3)].join(' '),
      )
  const by = (key: 'family' | 'kind') =>
    [...new Set(found.map((f) => f[key]))]
      .map((name) => `${name} ${median(found.filter((f) => f[key] === name).map((f) => f.mass)).toFixed(2)}`)
      .join(', ')
  const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length
  const of = (key: 'mass' | 'deletion' | 'insertion' | 'asked') => found.map((f) => f[key])
  return [
    {
      name: 'occlusion map of the answer: share of its mass inside the gold region, median',
      value: median(of('mass')),
      limit: 0.8,
      more: true,
      unit: '',
      detail: `${found.length} images, ${flat} where nothing mattered, ${cover}; ${by('family')}; ${by('kind')}; mean ${mean(of('mass')).toFixed(2)}; ${median(of('asked'))} questions each`,
    },
    {
      name: 'occlusion map: area under the deletion curve / under the insertion curve, means',
      value: mean(of('deletion')) / mean(of('insertion')),
      limit: 0.5,
      unit: '',
      detail: `${mean(of('deletion')).toFixed(3)} and ${mean(of('insertion')).toFixed(3)}`,
    },
  ]
}

async function used(traced: readonly Traced[]): Promise<Row> {
  const tally = { used: 0, 'not-used': 0, harmful: 0, unknown: 0 }
  const right = traced.filter((t) => t.right)
  let wrong = 0
  for (const { subject, right, record } of traced)
    for (const { look } of shownLooks(subject.steps)) {
      let trials: readonly TrialResult[] = []
      for await (trials of intervene(subject, look.id, never));
      const verdict = lookVerdict(trials, [record.answer])
      if (right) tally[verdict]++
      else wrong++
    }
  const all = Object.values(tally).reduce((a, b) => a + b, 0)
  return {
    name: 'interventions: looks that count as used, of right answers',
    value: tally.used / all,
    limit: 0.9,
    more: true,
    unit: '',
    detail: `${all} looks of ${right.length} right answers: ${JSON.stringify(tally)}; ${wrong} looks of wrong answers`,
  }
}

/** The crop of another image's gold region behind the request: the answer is what stands there. */
async function follows(traced: readonly Traced[]): Promise<Row> {
  const single = traced.filter(
    (t) => t.record.kind === 'one' && t.right && shownLooks(t.subject.steps).length === 1,
  )
  let [followed, tried, kept] = [0, 0, 0]
  for (const [i, { subject, record }] of single.entries()) {
    const later = [...single.slice(i + 1), ...single.slice(0, i)]
    const donor = later.find((t) => t.record.family === record.family && t.record.answer !== record.answer)
    const [shown] = shownLooks(subject.steps)
    const [region] = donor?.gold ?? []
    if (donor === undefined || shown === undefined || region === undefined) continue
    const { budgets } = subject.model.info
    const view = cropView(vlmR3, region, { image: donor.subject.image, budgets })
    if (view === undefined) continue
    tried++
    const { answer } = await showingInstead(subject, shown)(view, never)
    if (sameAnswer(answer, donor.record.answer)) followed++
    if (sameAnswer(answer, record.answer)) kept++
  }
  return {
    name: 'the answer follows a crop of another image',
    value: followed / tried,
    // The model card's interval for another thing's box of the same image: .956 [.924, .975].
    limit: 0.924,
    more: true,
    unit: '',
    detail: `${followed} of ${tried}; ${kept} kept their own answer`,
  }
}

async function cost(traced: readonly Traced[]): Promise<Row> {
  const ratios: number[] = []
  const times: number[] = []
  for (const { subject, ms } of traced.filter((t) => t.right).slice(0, 40)) {
    const [shown] = shownLooks(subject.steps)
    if (shown === undefined) continue
    const started = performance.now()
    await mapOf(subject, { refine: 0, curves: false, look: shown.look.id })
    const took = performance.now() - started
    times.push(took)
    ratios.push(took / ms)
  }
  return {
    name: 'occlusion 8 × 8 of one look / one run (r3-mini)',
    value: median(ratios),
    limit: 20,
    unit: '×',
    detail: `${median(times).toFixed(0)} ms for 64 cells, ${ratios.length} images; a run is the first of its image`,
  }
}
