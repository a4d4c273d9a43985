/**
 * Texts with which a step begins within what a model writes: a request, the answer, and the end of a thought, behind which an answer may
 * stand without a mark of its own. Read off what the dialect itself writes. Pure.
 */
import type { Dialect } from '../dialects/dialect'
import { box } from '../geometry/box'

/** Any region: its numbers are cut off again. */
const region = box<'source'>(0, 0, 64, 64)
const size = { width: 640, height: 640 }

/** What thinking models write whether their dialect asks for it or not. */
const thought = '</think>'

/** Of a dialect that marks nothing only the end of a thought. */
export function marksOfDialect({ request, answer, thinking }: Dialect): readonly string[] {
  const asked = request(region, { size, frame: size }).text
  const texts = [asked, answer('\0').split('\0')[0], thinking?.close, thought]
  // Up to the first number or blank: what comes behind may be written otherwise. The 2 of `bbox_2d` is none, that of `<loc0123>` is.
  const marks = texts.map((text = '') => text.trim().split(/\s|\b\d|\d(?!\p{L})/u)[0])
  return [...new Set(marks.filter((mark): mark is string => mark !== undefined && mark !== ''))]
}
