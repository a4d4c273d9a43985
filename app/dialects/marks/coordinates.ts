/**
 * Objects that are a region themselves, without a key that says so: `{"x_min": 0.1, "y_min": 0.2, "x_max": 0.3, "y_max": 0.4}`
 * (Moondream's `detect`), `{"x1": 10, "y1": 20, "x2": 110, "y2": 220, "label": "cup"}`. Read, and said to be rough.
 * Source: vikhyat/moondream, moondream/torch/moondream.py (`detect`: shares of the image).
 */
import { given } from '../../given'
import type { Notation } from '../../geometry/spaces'
import type { Span } from '../dialect'
import { looseValue } from '../loose-value'
import { readFields } from './fields'
import { lookSpans } from './pieces'
import { regionsOf } from './region'

/** The brace of an object that begins with a coordinate, or with a name before one. */
const head =
  /\{\s{0,9}(?:["'](?:label|name|class|text|object)["']\s{0,9}:\s{0,9}["'][^"'\n]{0,200}["']\s{0,9},\s{0,9})?(?=["'](?:x_?min|x_?1|x_?0|left|min_?x)["']\s{0,9}:)/gi

/** Every such object that holds a whole box, in order. `own`: how the dialect writes. */
export function coordinateObjects(text: string, own: Notation): readonly Span[] {
  let done = 0
  return [...text.matchAll(head)].flatMap((m) => {
    if (m.index < done) return []
    const value = looseValue(text, m.index)
    if (value?.whole !== true) return []
    done = value.end
    const read = regionsOf(value, { kind: 'box' })
    if (read.regions.length === 0) return []
    const { label } = readFields(text, m.index + 1, value.end)
    const named = given({ label })
    return lookSpans({ start: m.index, end: value.end, read, notation: own, ...named }, own)
  })
}
