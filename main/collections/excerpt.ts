/**
 * Where a hit of a search stands when the line of its row does not show it: the field, and some words around it. In lower case, as the
 * index keeps words. Pure; which rows match is search.ts's.
 */
import { beginningOf } from '../../app/beginning'
import type { FoundIn } from '../../app/host/collections'
import type { Card } from './index-files'
import type { SearchTerm } from './search'
import { fieldMark, fields, folded } from './summary'

/** Letters before a hit (few: it must be seen in a narrow list) and behind it. */
const [before, behind] = [10, 90]

/** Whether the line shows something of each term: then nothing needs to be read. */
export function isShown(card: Card, terms: readonly SearchTerm[]): boolean {
  return terms.every((term) => hiddenFields(card, term).length === 0)
}

/** The first term that the line does not show, where it stands. `words`: of the row, as the index has them. */
export function excerptOf(card: Card, words: string, terms: readonly SearchTerm[]): FoundIn | undefined {
  const parts = words.replace(/\n$/, '').split(fieldMark)
  for (const term of terms) {
    const needle = term.needle.toString()
    for (const field of hiddenFields(card, term)) {
      const text = parts[fields.indexOf(field)] ?? ''
      const at = text.indexOf(needle)
      if (at >= 0) return { field, text: around(text, at, needle.length) }
    }
  }
  return undefined
}

/** Fields in which a term may stand, where the line shows it in none of them. */
function hiddenFields(card: Card, { needle, field, whole }: SearchTerm): readonly FoundIn['field'][] {
  const word = needle.toString()
  // The whole of a field is what the line begins with.
  if (whole || word === '') return []
  const among = field === undefined ? fields : [field]
  return among.some((one) => one !== 'text' && folded(card[one] ?? '').includes(word)) ? [] : among
}

function around(text: string, at: number, length: number): string {
  const from = Math.max(0, at - before)
  const blank = text.indexOf(' ', from)
  const begin = from === 0 ? 0 : blank >= 0 && blank < at ? blank + 1 : at
  const end = at + length + behind
  const cut = end >= text.length ? text.slice(begin) : `${beginningOf(text.slice(begin), end - begin)}…`
  return begin === 0 ? cut : `… ${cut}`
}
