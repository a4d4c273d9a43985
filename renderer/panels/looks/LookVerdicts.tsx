/** The verdicts of the looks of one trace, each as a sign, in their order. Knows no session. */
import type { LookVerdict } from '../../../app/explain/verdict'
import { lookSigns, verdictsWords } from '../../words/looks'

/** So many signs fit into a row; the rest is told. */
const most = 6

/** Signs, and what they say to those who hover or hear them. */
export function LookVerdicts({ verdicts }: { verdicts: readonly LookVerdict[] }) {
  const words = verdictsWords(verdicts)
  return (
    <span className="look-verdicts" role="img" aria-label={words} title={words} data-testid="look-verdicts">
      {verdicts.slice(0, most).map((verdict, i) => (
        <span key={i} data-verdict={verdict}>
          {lookSigns[verdict]}
        </span>
      ))}
      {verdicts.length > most && <span>…</span>}
      {verdicts.length === 0 && <span>–</span>}
    </span>
  )
}
