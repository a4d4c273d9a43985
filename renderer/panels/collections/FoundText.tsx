/** A line of a trace's row, with what is searched for in the list. */
import { needlesIn, type HitField } from '../../parts/hits'
import { useSession } from '../../use-session'
import { HitText } from '../../parts/HitText'

interface Props {
  readonly field: HitField
  readonly text: string
  /** What is shown where there is no hit; absent: the text. */
  readonly short?: string
}

/** A word that is for another field is no hit in this one. */
export function FoundText({ field, ...line }: Props) {
  const query = useSession((s) => s.collections.query.text)
  return <HitText {...line} needles={query === undefined ? [] : needlesIn(query, field)} />
}
