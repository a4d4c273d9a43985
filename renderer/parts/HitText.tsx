/** A line in which what is searched for is marked, and brought into view. Without a hit, as the line is. Looks only. */
import { stretchesNear } from './hits'
import { MathLine } from './MathLine'

interface Props {
  readonly text: string
  /** What is searched for, in lower case. */
  readonly needles: readonly string[]
  /** What is shown where there is no hit; absent: the text. */
  readonly short?: string
}

/** About how many letters of a line are seen in the narrowest list. */
const room = 24

/** Formulas in a line with a hit are shown as they are written. */
export function HitText({ text, needles, short = text }: Props) {
  const stretches = needles.length === 0 ? [] : stretchesNear(text, needles, room)
  if (!stretches.some((s) => s.hit)) return <MathLine text={short} />
  return <span>{stretches.map(({ text: part, hit }, i) => (hit ? <mark key={i}>{part}</mark> : part))}</span>
}
