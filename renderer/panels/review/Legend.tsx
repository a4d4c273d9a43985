/** The keys of review mode, from the command table; folded away by those who know them. */
import { useState } from 'react'
import { msg, type Message } from '../../../app/message'
import { commandOf, commandTitle, type CommandId } from '../../commands'
import { CommandKeys } from '../../controls/CommandKeys'
import { LinkButton } from '../../parts/Button'
import { t } from '../../language/text'

const place = 'relook-review-legend'
/** Pixels of a window in which the sheet of keys leaves enough of the reasoning to be read. */
const roomy = 1000

/** In few words, by what one is doing; decisions, tags, gold and note have their keys on their buttons. */
const legend = [
  ['accept-next', msg('Accept, next')],
  ['review-next', msg('Next')],
  ['review-back', msg('Back')],
  ['redraw-region', msg('Redraw')],
  ['four-points', msg('Four points')],
  ['insert-look', msg('Add look')],
  ['insert-thought', msg('Add thought')],
  ['rewrite', msg('Rewrite')],
  ['fix-answer', msg('Answer')],
  ['take-gold', msg('Take gold')],
  ['split-step', msg('Split')],
  ['merge-step', msg('Merge')],
  ['remove-step', msg('Remove')],
  ['step-good', msg('Good step')],
  ['step-neutral', msg('Neutral step')],
  ['step-bad', msg('Bad step')],
  ['step-up', msg('Move up')],
  ['step-down', msg('Move down')],
  ['review-undo', msg('Undo')],
  ['split-typing', msg('Split here')],
] as const satisfies readonly (readonly [CommandId, Message])[]

/** A button, and above the foot the sheet of keys. */
export function Legend() {
  const [open, setOpen] = useState(
    () => (localStorage.getItem(place) ?? String(innerHeight >= roomy)) === 'true',
  )
  const toggle = () => {
    localStorage.setItem(place, String(!open))
    setOpen(!open)
  }
  return (
    <>
      <LinkButton className="legend-toggle" aria-expanded={open} onClick={toggle}>
        {open ? t('Hide keys') : t('Show keys')}
      </LinkButton>
      {open && (
        <ul className="legend" aria-label={t('Keys of review mode')}>
          {legend.map(([id, words]) => (
            <li key={id} title={titleFor(id)}>
              <span className="legend-keys">
                <CommandKeys id={id} />
              </span>
              {t(words)}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function titleFor(id: CommandId): string {
  const command = commandOf(id)
  return command === undefined ? id : commandTitle(command)
}
