/**
 * The way from an image to what a model sees of it, as data: the same way written shorter, and as text that fits an address.
 * Knows no pixels and no family.
 */
import { box, sameSize, sizeOf, type Size } from '../geometry/box'
import type { Stage, View } from './step'
import { given } from '../given'

/** The size that boxes on the whole image count in. */
export function frameOf({ frame, size }: Pick<View, 'frame' | 'size'>): Size {
  return frame ?? size
}

/** The stages of a view before its last resize, the plain cut of most views included. */
export function stagesOf({ made, crop }: Pick<View, 'made' | 'crop'>): readonly Stage[] {
  if (made !== undefined) return made
  return crop === undefined ? [] : [{ type: 'cut', box: box(crop.left, crop.top, crop.right, crop.bottom) }]
}

/** The same stages without those that change nothing, and cuts of cuts as one. `size`: of the image they begin with. */
export function shortenedStages(stages: readonly Stage[], size: Size): readonly Stage[] {
  const short: Stage[] = []
  for (const stage of stages) {
    const joined = stage.type === 'cut' ? joinedWithLast(short, stage) : stage
    const last = short.at(-1)
    const now = last === undefined ? size : sizeAfter(last)
    const changes = joined.type === 'resize' ? !sameSize(sizeAfter(joined), now) : !isWhole(joined, now)
    if (changes) short.push(joined)
  }
  return short
}

/** A cut as one with those before it that it lies inside of; these are taken out. */
function joinedWithLast(short: Stage[], cut: CutStage): CutStage {
  const last = short.at(-1)
  if (last?.type !== 'cut' || !cutsInside(cut, sizeAfter(last))) return cut
  short.pop()
  return joinedWithLast(short, within(last, cut))
}

type CutStage = Extract<Stage, { type: 'cut' }>

/** The size of an image after a stage. */
export function sizeAfter(stage: Stage): Size {
  return stage.type === 'resize' ? stage.size : sizeOf(stage.box)
}

/** Whether a cut stays on an image of this size. */
export function cutsInside(
  { box: { left, top, right, bottom } }: CutStage,
  { width, height }: Size,
): boolean {
  return left >= 0 && top >= 0 && right <= width && bottom <= height
}

function isWhole(cut: CutStage, size: Size): boolean {
  return cut.box.left === 0 && cut.box.top === 0 && sameSize(sizeAfter(cut), size)
}

function within({ box: outer, fill }: CutStage, { box: inner }: CutStage): CutStage {
  const [x, y] = [outer.left, outer.top]
  const cut = box<'source'>(inner.left + x, inner.top + y, inner.right + x, inner.bottom + y)
  return { type: 'cut', box: cut, ...given({ fill }) }
}

const letters = { bicubic: 'b', lanczos: 'l', nearest: 'n' } as const

/** `r640x480b` a resize, `c0,0,10,20` a cut, `c-3,0,7,9,122,116,104` with what is put past the edges; joined by dots. */
export function stagesAsText(stages: readonly Stage[]): string {
  return stages
    .map((stage) => {
      if (stage.type === 'resize') return `r${stage.size.width}x${stage.size.height}${letters[stage.filter]}`
      const { left, top, right, bottom } = stage.box
      return `c${[left, top, right, bottom, ...(stage.fill ?? [])].join(',')}`
    })
    .join('.')
}

/** A way with more stages than this, or through a larger image, is a mistake or an attack. */
const mostStages = 64
const mostPixels = 100 * 2 ** 20

/** What `stagesAsText` wrote; undefined for anything else. */
export function stagesFromText(text: string): readonly Stage[] | undefined {
  if (text === '') return []
  const stages = text.split('.').map(stageFromText)
  const good = stages.every((s): s is Stage => s !== undefined && isSane(sizeAfter(s)))
  return good && stages.length <= mostStages ? stages : undefined
}

function stageFromText(text: string): Stage | undefined {
  const resize = /^r(\d{1,5})x(\d{1,5})([bln])$/.exec(text)
  if (resize !== null) {
    const filter = resize[3] === 'b' ? 'bicubic' : resize[3] === 'l' ? 'lanczos' : 'nearest'
    return { type: 'resize', size: { width: Number(resize[1]), height: Number(resize[2]) }, filter }
  }
  if (!/^c-?\d{1,6}(?:,-?\d{1,6}){3}(?:(?:,\d{1,3}){3})?$/.test(text)) return undefined
  const [left = 0, top = 0, right = 0, bottom = 0, ...rest] = text.slice(1).split(',').map(Number)
  const [red, green, blue] = rest
  const filled =
    red === undefined || green === undefined || blue === undefined
      ? {}
      : { fill: [red, green, blue] as const }
  return { type: 'cut', box: box(left, top, right, bottom), ...filled }
}

function isSane({ width, height }: Size): boolean {
  return width > 0 && height > 0 && width * height <= mostPixels
}
