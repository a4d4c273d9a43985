/** The keys of review mode, from the command table; folded away by those who know them. */
import { useState } from 'react'
import { commandOf, type CommandId } from '../../commands'
import { Keys } from '../../controls/Keys'

const place = 'relook-review-legend'

/** In few words, by what one is doing; decisions, tags, gold and note have their keys on their buttons. */
const legend = [
  ['accept-next', 'Accept, next'],
  ['review-next', 'Next'],
  ['review-back', 'Back'],
  ['redraw-region', 'Redraw'],
  ['insert-look', 'Add look'],
  ['insert-thought', 'Add thought'],
  ['rewrite', 'Rewrite'],
  ['fix-answer', 'Answer'],
  ['split-step', 'Split'],
  ['merge-step', 'Merge'],
  ['remove-step', 'Remove'],
  ['step-up', 'Move up'],
  ['step-down', 'Move down'],
  ['review-undo', 'Undo'],
  ['split-typing', 'Split here'],
] as const satisfies readonly (readonly [CommandId, string])[]

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
          {legend.map(([id, words]) => (
            <li key={id} title={commandOf(id)?.title}>
              <span className="legend-keys">
                {commandOf(id)
                  ?.keys.slice(0, 1)
                  .map((chord) => (
                    <Keys key={chord} chord={chord} />
                  ))}
              </span>
              {words}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
