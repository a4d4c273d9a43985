/** A chord as key caps. */
import { isMac } from '../commands/install'
import { keyCaps } from '../commands/keys'

/** Shows the keys of one chord. */
export function Keys({ chord }: { chord: string }) {
  return (
    <span className="keys">
      {keyCaps(chord, isMac).map((cap, i) => (
        <kbd key={i}>{cap}</kbd>
      ))}
    </span>
  )
}
