/** Where in a step's words the cursor stands. Pure: a panel tells where the page has it. */

/** The cursor: in the field that a step is written in, or in a step's words as they are shown. */
export type Caret =
  | { readonly type: 'field'; readonly step: string; readonly at: number }
  /** `before`: the shown words before it. A card may hold several steps. */
  | { readonly type: 'shown'; readonly steps: readonly string[]; readonly before: string }

/** Characters before the cursor in the words of a step; undefined where the cursor is elsewhere. */
export function caretIn(
  caret: Caret | undefined,
  step: string | undefined,
  words: string | undefined,
): number | undefined {
  if (caret === undefined || step === undefined || words === undefined) return undefined
  if (caret.type === 'field') return caret.step === step ? caret.at : undefined
  return caret.steps.includes(step) ? sourceOffset(words, caret.before) : undefined
}

/**
 * Where a place in the shown words is in their source: after as many letters and figures. Marks of markdown are not shown,
 * and are neither. Moves on to the end of the word's white space, so that a cut leaves whole words.
 */
export function sourceOffset(source: string, shownBefore: string): number {
  const letters = /[\p{L}\p{N}]/u
  let left = [...shownBefore].filter((c) => letters.test(c)).length
  let at = 0
  for (const c of source) {
    if (left === 0) break
    if (letters.test(c)) left--
    at += c.length
  }
  // The sign that ends a word or sentence stays with it.
  while (
    at < source.length &&
    /[^\p{L}\p{N}\s]/u.test(source[at] ?? '') &&
    at > 0 &&
    !/\s/.test(source[at - 1] ?? '')
  )
    at++
  return at
}
