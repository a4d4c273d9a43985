/** How a view was made, for people: every resize and cut in its order. */
import { sizeAfter } from '../../app/trace/stages'
import { msg } from '../../app/message'
import type { Stage, View } from '../../app/trace/step'
import { t } from '../language/text'

/** What becomes of an image's transparency on the way to a view. */
export const transparencyWords = {
  dropped: msg('dropped: the colours under it'),
  kept: msg('cut and resized with alpha, colours weighted by it; then laid over white'),
} as const

/** “to 1708 × 1180 lanczos, then 1708 × 1176 bicubic”. */
export function wayWords({ made = [], size, filter }: View): string {
  const last: Stage = { type: 'resize', size, filter }
  const before = made.at(-1)
  const now = before && sizeAfter(before)
  const changes = now === undefined || now.width !== size.width || now.height !== size.height
  return [...made, ...(changes ? [last] : [])].map(stageWords).join(`, ${t('then')} `)
}

function stageWords(stage: Stage): string {
  if (stage.type === 'resize')
    return t('to {width} × {height} {filter}', {
      width: stage.size.width,
      height: stage.size.height,
      filter: stage.filter,
    })
  const { left, top, right, bottom } = stage.box
  return t('cut {left}, {top} – {right}, {bottom}', { left, top, right, bottom })
}
