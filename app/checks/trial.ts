/**
 * Crop interventions: a look is run again with other pixels behind the same request, to see whether the answer hangs on
 * them. Pure: which crop each trial gives, and what their answers together say.
 */
import { msg } from '../message'
import type { TrialKind, TrialResult } from '../trace/evidence'
import { box, clampBox, iou, type Box, type Size } from '../geometry/box'

/** What the model is shown instead. */
export interface Trial {
  readonly kind: TrialKind
  /** Name of its branch. */
  readonly name: string
  readonly region: Box<'image'>
  /** Every pixel of the crop is one grey. */
  readonly blank: boolean
}

/** The look under test: its region, its number, and the regions of the trace's other looks by number. */
export interface TestedLook {
  readonly number: number
  readonly region: Box<'image'>
  readonly image: Size
  readonly others: readonly { readonly number: number; readonly region: Box<'image'> }[]
}

/** The trials of a look. Without a place to shift to or another region to swap with, those are left out. */
export function trialsOf(tested: TestedLook): readonly Trial[] {
  const { number, region, image, others } = tested
  const trial = (kind: TrialKind, words: string, at: Box<'image'> | undefined): Trial[] =>
    at === undefined
      ? []
      : [{ kind, name: msg(`look ${number} ${words}`), region: at, blank: kind === 'blank' }]
  const other = others.find((o) => iou(o.region, region) < 0.5)
  return [
    ...trial('same', 'as it was', region),
    ...trial('blank', 'blanked', region),
    ...trial('shifted', 'shifted', shifted(region, image)),
    ...(other === undefined ? [] : trial('swapped', `swapped with look ${other.number}`, other.region)),
    ...trial('enlarged', 'enlarged', enlarged(region, image)),
  ]
}

/** Beside itself, by its own size, on the side with the most room; undefined where it fills the image. */
function shifted(region: Box<'image'>, image: Size): Box<'image'> | undefined {
  const [w, h] = [region.right - region.left, region.bottom - region.top]
  const by = (dx: number, dy: number) =>
    box<'image'>(region.left + dx, region.top + dy, region.right + dx, region.bottom + dy)
  const sides = [
    { room: image.width - region.right, size: w, at: by(w, 0) },
    { room: region.left, size: w, at: by(-w, 0) },
    { room: image.height - region.bottom, size: h, at: by(0, h) },
    { room: region.top, size: h, at: by(0, -h) },
  ]
  const best = sides.toSorted((a, b) => b.room / b.size - a.room / a.size)[0]
  if (best === undefined || best.room <= 0) return undefined
  const cut = clampBox(best.at, image)
  return cut.right - cut.left >= 1 && cut.bottom - cut.top >= 1 ? cut : undefined
}

/** Twice as wide and high around its middle, inside the image; undefined where that shows nothing more. */
function enlarged(region: Box<'image'>, image: Size): Box<'image'> | undefined {
  const [dx, dy] = [(region.right - region.left) / 2, (region.bottom - region.top) / 2]
  const grown = clampBox<'image'>(
    box(region.left - dx, region.top - dy, region.right + dx, region.bottom + dy),
    image,
  )
  return iou(grown, region) > 0.95 ? undefined : grown
}

/** What a trial did beside the run in which nothing was changed. */
export type TrialEffect = 'same' | 'looked-again' | 'changed'

/** What the trials say together. */
export interface TrialVerdict {
  readonly used: boolean | undefined
  readonly sentence: string
}

/** Whether two answers say the same: case, spaces and a last full stop do not count. */
export function sameAnswer(a: string | undefined, b: string | undefined): boolean {
  return plain(a) === plain(b)
}

/** Held against the same run without a change, not against the recorded answer: only so is the crop the one difference. */
export function verdictOfTrials(results: readonly TrialResult[]): TrialVerdict {
  const same = results.find((r) => r.kind === 'same')
  const tests = results.filter((r) => r.kind !== 'same')
  if (same === undefined || tests.length === 0)
    return { used: undefined, sentence: 'Too few trials ran to say whether the look was used.' }
  const of = (effect: TrialEffect) => tests.filter((r) => effectOf(r, same) === effect)
  const words = (those: readonly TrialResult[]) => list(those.map((r) => trialNames[r.kind]))
  const [changed, again, kept] = [of('changed'), of('looked-again'), of('same')]
  if (kept.length === tests.length)
    return {
      used: false,
      sentence: 'The look was not used: the answer stays the same whatever the crop shows.',
    }
  const effects = [
    changed.length === 0 ? '' : `with the crop ${words(changed)} the answer changes`,
    again.length === 0 ? '' : `with it ${words(again)} the model looks again before it answers the same`,
  ].filter(Boolean)
  const rest = kept.length === 0 ? '' : ` With it ${words(kept)} nothing changes.`
  return { used: true, sentence: `The look was used: ${effects.join('; ')}.${rest}` }
}

/**
 * A model that misses what it looked for may look again and find it: the answer is the same then, but the look was used.
 */
export function effectOf(trial: TrialResult, same: TrialResult | undefined): TrialEffect {
  if (!sameAnswer(trial.answer, same?.answer)) return 'changed'
  return (trial.looks ?? 0) > (same?.looks ?? 0) ? 'looked-again' : 'same'
}

/** A trial in a word. */
export const trialNames: Readonly<Record<TrialKind, string>> = {
  same: 'as it was',
  blank: msg('blanked'),
  shifted: msg('shifted'),
  swapped: msg('swapped'),
  enlarged: msg('enlarged'),
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function plain(answer: string | undefined): string {
  return (answer ?? '')
    .trim()
    .replace(/[.。．]$/, '')
    .trimEnd()
    .replace(/\s+/g, ' ')
    .toLowerCase()
}
