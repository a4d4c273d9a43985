/** One line of text with its formulas set: a row of a list, the header. Its words are TeX until the letters for formulas have come. */
import { memo, useMemo, useRef } from 'react'
import { stretchesOf } from './formulas'
import { useFormulas } from './use-formulas'

/** Longer than this is cut off by the line anyway. */
const shown = 400

/** As plain as its text where there is no formula. */
export const MathLine = memo(function MathLine({ text }: { text: string }) {
  const root = useRef<HTMLSpanElement>(null)
  const line = text.slice(0, shown)
  const stretches = useMemo(() => stretchesOf(line), [line])
  useFormulas(root, stretches)
  return (
    // Drawn into from outside of React: another text is another element.
    <span key={line} ref={root}>
      {stretches.map((stretch, i) =>
        'tex' in stretch ? (
          <span key={i} className="math" data-tex={stretch.tex}>
            {stretch.tex}
          </span>
        ) : (
          stretch.text
        ),
      )}
    </span>
  )
})
