/** Which image a call means, by the names the field uses for its number. Knows no tool. */
import { plainName } from './box-value'

const fromZero = /^(?:img|image|picture|pic|photo)(?:idx|index|id|no|num|number)$|^index$|^idx$/
const fromOne = /^targetimages?$|^targetimg$/

/**
 * Which image is meant, from 0; undefined where the call does not say. `img_idx`, `image_id`, `image_index` count from 0
 * (Qwen-Agent, REVPT), `target_image` and the numbers of names like `img_1` from 1 (Pixel-Reasoner, AdaReasoner);
 * `observation_i` is the i-th crop (Mini-o3). A number that is none is the first image, as the tools take it.
 */
export function sourceIndex(args: Readonly<Record<string, unknown>>): number | undefined {
  for (const [name, value] of Object.entries(args)) {
    const plain = plainName(name)
    const index = indexOf(value)
    if (fromZero.test(plain) && index !== undefined) return index
    if (fromOne.test(plain) && index !== undefined) return Math.max(0, index - 1)
    if (!/^(?:image|img|picture|source)$/.test(plain)) continue
    const named = namedImage(value) ?? (typeof value === 'number' ? index : undefined)
    if (named !== undefined) return named
  }
  return undefined
}

/** An image number as written: a number, text of one, or a numbered name. */
export function indexOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,6}\s*$/.test(value) ? Number(value) : value
  if (typeof number === 'number') return Number.isInteger(number) && number >= 0 ? number : 0
  return namedImage(value)
}

function namedImage(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const numbered = /^(?:img|image|picture|figure)[ _-]?(\d{1,4})$/i.exec(value.trim())
  if (numbered !== null) return Math.max(0, Number(numbered[1]) - 1)
  const crop = /^(?:observation|crop|zoom)[ _-]?(\d{1,4})$/i.exec(value.trim())
  if (crop !== null) return Number(crop[1])
  return /^original(?:[ _-]?image)?$/i.test(value.trim()) ? 0 : undefined
}
