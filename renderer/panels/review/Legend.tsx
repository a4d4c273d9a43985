/** The keys of review mode, from the command table; folded away by those who know them. */
import { useState } from 'react'
import { commands } from '../../commands'
import { Keys } from '../../parts/Keys'

const place = 'relook-review-legend'
/** These have their keys on their buttons. */
const shown = /^(tag-|accept$|reject$|skip$|flag$|draw-gold|write-note|stop-drawing)/

/** A button, and above the foot the sheet of keys. */
export function Legend() {
  const [open, setOpen] = useState(() => localStorage.getItem(place) !== 'false')
  const toggle = () => {
    localStorage.setItem(place, String(!open))
    setOpen(!open)
  }
  return (
    <>
      <button type="button" className="link legend-toggle" aria-expanded={open} onClick={toggle}>
        {open ? 'Hide keys' : 'Show keys'}
      </button>
      {open && (
        <ul className="legend" aria-label="Keys of review mode">
          {commands
            .filter((c) => c.menu === 'review' && !shown.test(c.id))
            .map((c) => (
              <li key={c.id}>
                <span className="legend-keys">
                  {c.keys.slice(0, 1).map((chord) => (
                    <Keys key={chord} chord={chord} />
                  ))}
                </span>
                {c.title}
              </li>
            ))}
        </ul>
      )}
    </>
  )
}
