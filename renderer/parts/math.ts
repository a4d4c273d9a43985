/** Formulas, loaded only when a text has one. */
import katex from 'katex'
// Copies a formula once, as TeX, instead of its two renderings.
import 'katex/contrib/copy-tex'
import 'katex/dist/katex.min.css'

/** Sets the formula whose source the element holds; one that cannot be read stays as written. */
export function drawMath(element: HTMLElement): void {
  const tex = element.dataset['tex'] ?? element.textContent ?? ''
  element.dataset['tex'] = tex
  katex.render(tex, element, {
    displayMode: element.dataset['block'] === 'true',
    throwOnError: false,
    trust: false,
    maxSize: 20,
    maxExpand: 500,
  })
}
