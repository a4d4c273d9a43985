/** Which chords mean a command: its own, or the one a person set. Knows no keyboard and no DOM. */
import type { State } from '../session/state'
import type { Command } from './command'

type Chosen = Pick<State, 'view'>

/** The chords of a command as they are now; the first is shown. */
export function keysOf({ id, keys }: Pick<Command, 'id' | 'keys'>, { view }: Chosen): readonly string[] {
  const own = view.keys[id]
  return own === undefined ? keys : own === '' ? [] : [own]
}

/** Why a chord cannot be a command's; undefined: it can. */
export type Refusal = { readonly type: 'typed' } | { readonly type: 'taken'; readonly by: Command }

/** Keys that also count while one types must not be letters; a chord means one command wherever both could be meant. */
export function refusalOf(
  chord: string,
  command: Command,
  { commands, state }: { readonly commands: readonly Command[]; readonly state: Chosen },
): Refusal | undefined {
  const typing = command.scope === 'typing' || command.scope === 'review-typing'
  if (typing && !/^(?:Mod|Alt)\+|^F\d+$/.test(chord)) return { type: 'typed' }
  const by = commands.find(
    (other) => other.id !== command.id && meet(other, command) && keysOf(other, state).includes(chord),
  )
  return by && { type: 'taken', by }
}

/** Whether both could be meant by one key: in one area, and neither goes before the other. */
function meet(a: Command, b: Command): boolean {
  const apart = a.area !== undefined && b.area !== undefined && a.area !== b.area
  return !apart && placeOf(a) === placeOf(b)
}

function placeOf({ scope }: Command): string {
  return scope === 'typing' ? 'window' : scope === 'review-typing' ? 'review' : scope
}
