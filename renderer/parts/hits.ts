/** Where the words somebody searches for stand in a shown text. Pure; what matches a row is the host's to say (main/collections/search.ts). */

/** A stretch of a text, and whether it was searched for. */
export interface HitStretch {
  readonly text: string
  readonly hit: boolean
}

/** The names before a colon that narrow a word to one field. */
const fieldNames = 'id|question|answer|gold|text'

/** The field names that a search can narrow a word to. */
export type HitField = 'id' | 'question' | 'answer' | 'gold' | 'text'

/** What is searched for in a field: words that are for all fields, and those for it alone. In lower case. */
export function needlesIn(query: string, field: HitField): readonly string[] {
  const found = query.matchAll(new RegExp(`(?:(${fieldNames}):)?(?:"([^"]*)"|(\\S+))`, 'giu'))
  return [...found].flatMap(([, name, phrase, word]) => {
    const needle = (phrase ?? word ?? '').toLowerCase()
    const narrowed = name?.toLowerCase()
    return needle.trim() === '' || (narrowed !== undefined && narrowed !== field) ? [] : [needle]
  })
}

/** The text in stretches, hits apart; one stretch where there is none. Letters whose small form has another length are no hits. */
export function stretchesWith(text: string, needles: readonly string[]): readonly HitStretch[] {
  const low = text.toLowerCase()
  if (low.length !== text.length) return [{ text, hit: false }]
  const marks = new Uint8Array(text.length)
  for (const needle of needles)
    for (let at = low.indexOf(needle); at >= 0; at = low.indexOf(needle, at + needle.length))
      marks.fill(1, at, at + needle.length)
  const stretches: HitStretch[] = []
  for (let from = 0, to = 0; from < text.length; from = to) {
    while (to < text.length && marks[to] === marks[from]) to++
    stretches.push({ text: text.slice(from, to), hit: marks[from] === 1 })
  }
  return stretches.length === 0 ? [{ text, hit: false }] : stretches
}

/**
 * The same, begun so that the first hit is seen in a line of `room` letters: what is before it is cut at a word.
 */
export function stretchesNear(text: string, needles: readonly string[], room: number): readonly HitStretch[] {
  const all = stretchesWith(text, needles)
  const [first, second] = all
  if (first === undefined || second === undefined || first.hit || first.text.length <= room) return all
  const from = first.text.indexOf(' ', first.text.length - Math.floor(room / 2))
  const begin = from < 0 ? first.text.length - Math.floor(room / 2) : from + 1
  return [{ text: `… ${first.text.slice(begin)}`, hit: false }, ...all.slice(1)]
}
