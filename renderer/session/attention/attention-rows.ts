/** Which words are asked about, and attention as heat on the image. Pure. */
import { tokensOfSpan } from '../../../app/explain/span'
import { placesOf, upsampled, type ImageHeat } from '../../../app/attention/heat'
import type { Size } from '../../../app/geometry/box'
import type { HeatCell } from '../../../app/paint/heat'
import { stepsOf } from '../../../app/trace/project'
import { openBranch } from '../document/rows'
import type { State } from '../state'
import type { AttendedWords } from './attention-state'

/** More tokens than a step has. */
const all = 1_000_000

/** The words that are marked, the token that is looked at, else the selected step; undefined where that has no words of a model's, or none is selected. */
export function wordsAsked(state: State): AttendedWords | undefined {
  const open = openBranch(state)
  if (open === undefined) return undefined
  const { branch, project } = open
  const { selection, tokens, why } = state
  const { at } = tokens
  const steps = stepsOf(project, branch)
  const marked =
    typeof why.marked === 'object' && why.marked.branch === branch.id ? why.marked.span : undefined
  const under = marked && steps.find((s) => s.id === marked.step)
  const reach = marked && under && tokensOfSpan(under, marked)
  if (reach !== undefined && under?.author.type !== 'tool')
    return { branch: branch.id, step: under?.id ?? '', ...reach, what: 'words' }
  const step = steps.find((s) => s.id === (at?.step ?? selection.step))
  if (step === undefined || step.type === 'observation' || step.author.type === 'tool') return undefined
  const place = { branch: branch.id, step: step.id }
  return at === undefined
    ? { ...place, from: 0, to: all, what: 'step' }
    : { ...place, from: at.at, to: at.at + 1, what: 'token' }
}

/** Whether two are the same words. */
export function sameWords(a: AttendedWords | undefined, b: AttendedWords | undefined): boolean {
  return a?.branch === b?.branch && a?.step === b?.step && a?.from === b?.from && a?.to === b?.to
}

/** The heat of an image's tokens where they lie on the whole image. Shares of `most`, the largest there is on any image. */
export function heatCellsOf(heat: ImageHeat, size: Size, most: number): readonly HeatCell[] {
  const values = heat.values
  return placesOf(heat, size).map((box, i) => ({ box, value: most > 0 ? (values[i] ?? 0) / most : 0 }))
}

/** The largest share that one token of any image has. */
export function largestShare(images: readonly ImageHeat[]): number {
  return images.reduce((most, { values }) => values.reduce((a, b) => Math.max(a, b), most), 0)
}

/** What is drawn over the image; undefined: nothing. Crops lie over the image they were cut from. */
export function attentionHeat(state: State): readonly HeatCell[] | undefined {
  const { on, shown, smooth } = state.attention
  const { project } = state.document
  if (!on || shown === undefined || project === undefined) return undefined
  if (shown.words.branch !== state.document.branch) return undefined
  const images = drawnImages(shown.view.images, smooth)
  const known = drawn.get(images)
  if (known !== undefined) return known
  const most = largestShare(shown.view.images)
  const cells = images.flatMap((heat) => heatCellsOf(heat, project.image, most))
  drawn.set(images, cells)
  return cells
}

const drawn = new WeakMap<readonly ImageHeat[], readonly HeatCell[]>()

/** The images as they are drawn: token by token, or smooth between them. */
export function drawnImages(images: readonly ImageHeat[], smooth: boolean): readonly ImageHeat[] {
  if (!smooth) return images
  const known = finer.get(images)
  if (known !== undefined) return known
  const all = images.map(upsampled)
  finer.set(images, all)
  return all
}

const finer = new WeakMap<readonly ImageHeat[], readonly ImageHeat[]>()

/** The share of attention that fell on a step; undefined where none is shown. */
export function shareOfStep({ attention, document }: State, step: string): number | undefined {
  const { on, shown } = attention
  if (!on || shown?.words.branch !== document.branch) return undefined
  return shown?.view.steps.find((s) => s.step === step)?.share
}
