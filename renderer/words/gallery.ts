/** What the recorded runs that ship are called, and what must be said beside them, for people. Runs that are not named here say it themselves. */
import { msg, type Message } from '../../app/message'
import type { RecordedRun } from '../../app/host/gallery'
import { t } from '../language/text'

const titles: Readonly<Record<string, Message>> = {
  'hop-inn': msg('Where is this pub?'),
  socks: msg('The socks with the face'),
  cupcakes: msg('Thirteen cupcakes, each by its topping'),
  spill: msg('How to clean this table'),
  food: msg('What is on the table?'),
  poodles: msg('All the poodles'),
}

const notes: Readonly<Record<string, Message>> = {
  'hop-inn': msg(
    'The street address in the answer is the model’s claim; nobody checked it. A private car’s number plate can be read, as in the photo that was published.',
  ),
}

/** Its title. */
export function runTitle({ id, title }: RecordedRun): string {
  const known = titles[id]
  return known === undefined ? title : t(known)
}

/** What must be said beside it; undefined where there is nothing. */
export function runNote({ id, note }: RecordedRun): string | undefined {
  const known = notes[id]
  return note === undefined || known === undefined ? note : t(known)
}
