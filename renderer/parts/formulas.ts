/** Where formulas stand in a text that is no markdown: `$…$`, `\(…\)` and `\[…\]`, as models and data sets write them. Pure. */

/** A stretch of plain text, or the TeX of a formula. */
export type FormulaStretch = { readonly text: string } | { readonly tex: string }

/** `$5 and $6` is money: no blank inside of the first dollar, none before the last, no digit behind it. */
const formula = /\$(?!\s)([^$\n]{1,2000}?)(?<!\s)\$(?!\d)|\\\(([^\n]{1,2000}?)\\\)|\\\[([^]{1,2000}?)\\\]/g

/** The stretches in order; one of plain text where there is no formula. */
export function stretchesOf(text: string): readonly FormulaStretch[] {
  const stretches: FormulaStretch[] = []
  let at = 0
  for (const { index, 0: whole, 1: dollars, 2: round, 3: square } of text.matchAll(formula)) {
    if (index > at) stretches.push({ text: text.slice(at, index) })
    stretches.push({ tex: (dollars ?? round ?? square ?? '').trim() })
    at = index + whole.length
  }
  return at === 0 || at < text.length ? [...stretches, { text: text.slice(at) }] : stretches
}

/** Whether there is one. */
export function hasFormula(text: string): boolean {
  return stretchesOf(text).some((stretch) => 'tex' in stretch)
}
