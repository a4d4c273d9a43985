/** The number of a look in its colour: the same on the box, the row and the text. */
import { hueOf } from '../session/document/rows'
import { t } from '../language/text'

/** Dashed for a person's, as the box is. */
export function LookChip({ look, person = false }: { look: number; person?: boolean }) {
  return (
    <span
      className="look-chip"
      data-hue={hueOf(look)}
      data-person={person}
      role="img"
      aria-label={t('look {look}', { look })}
    >
      {look}
    </span>
  )
}
