/**
 * Where in a step's words the cursor stands: in its text field, or where one clicked in the words as they are shown.
 * The one place that reads the cursor of the page.
 */

/** Characters before the cursor in `words`; undefined where the cursor is elsewhere. */
export function caretIn(step: string | undefined, words: string | undefined): number | undefined {
  if (step === undefined || words === undefined) return undefined
  const field = document.activeElement
  if (field instanceof HTMLTextAreaElement) return field.selectionStart
  const selection = window.getSelection()
  const node = selection?.anchorNode
  const card = node?.parentElement?.closest(`[data-steps~="${CSS.escape(step)}"] .rationale`)
  if (selection === null || node == null || card == null) return undefined
  const before = document.createRange()
  before.setStart(card, 0)
  before.setEnd(node, selection.anchorOffset)
  return sourceOffset(words, before.toString())
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
