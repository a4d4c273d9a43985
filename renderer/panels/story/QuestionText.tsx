/** What was asked, as a heading: formulas set, a long one folded to its beginning. Looks only. */
import { useState } from 'react'
import { LinkButton } from '../../parts/Button'
import { hasFormula } from '../../parts/formulas'
import { Markdown } from '../../parts/Markdown'
import { t } from '../../language/text'

/** A question longer than this pushes what the model did out of sight. */
const [mostLetters, mostLines] = [900, 14]

export function QuestionText({ text }: { text: string }) {
  const lines = text.split('\n').length
  const long = text.length > mostLetters || lines > mostLines
  const [whole, setWhole] = useState(false)
  return (
    <>
      <div
        role="heading"
        aria-level={2}
        className="question-text"
        dir="auto"
        data-folded={(long && !whole) || undefined}
      >
        {/* Only then is it read as markdown: a question is a plain text else, and stars in it are stars. */}
        {hasFormula(text) ? <Markdown text={text} /> : text}
      </div>
      {long && (
        <LinkButton aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t('Show less') : t('Show the whole question')}
        </LinkButton>
      )}
    </>
  )
}
