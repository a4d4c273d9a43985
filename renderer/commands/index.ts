/** Every command, one table. What can be done is here or it cannot be done. */
import type { MenuItem } from '../../app/host'
import { given } from '../../app/given'
import { isTravelling } from '../session/review/review-target'
import type { Session } from '../session/session'
import type { State } from '../session/state'
import { isArriving, isIn, isReviewing } from '../session/view/mode'
import { collectionCommands } from './collection-commands'
import { commandFrom, type Command } from './command'
import { editCommands } from './edit-commands'
import { evaluationCommands } from './evaluation-commands'
import { fileCommands } from './file-commands'
import { presentCommands } from './present-commands'
import { rolloutCommands } from './rollout-commands'
import { reviewCommands } from './review-commands'
import { runCommands } from './run-commands'
import { keysOf } from './keymap'
import { languageCommands } from './language-commands'
import { commandTitle } from './title'
import { viewCommands } from './view-commands'
import { whyCommands } from './why-commands'

const table = [
  ...fileCommands,
  ...collectionCommands,
  ...evaluationCommands,
  ...rolloutCommands,
  ...runCommands,
  ...whyCommands,
  ...editCommands,
  ...viewCommands,
  ...presentCommands,
  ...reviewCommands,
] as const

export type CommandId = (typeof table)[number]['id']

export const commands: readonly Command[] = [...table, ...languageCommands].map(commandFrom)

/** The command with this id. */
export function commandOf(id: string): Command | undefined {
  return commands.find((c) => c.id === id)
}

/** Whether it can be done now. */
export function isEnabled(command: Command, state: State): boolean {
  const { area, on, enabled } = command
  if (area !== undefined && !isIn(state, area)) return false
  return !(on === 'trace' && isArriving(state)) && enabled(state)
}

/** Does it, where it can be done now. */
export function performCommand(session: Session, id: string): void {
  const command = commandOf(id)
  if (command !== undefined && isEnabled(command, session.get())) command.perform(session)
}

/** Where the keys were pressed. */
export interface Focus {
  /** In a field that takes text. */
  readonly typing: boolean
  /** On something that Space and Enter press. */
  readonly presses: boolean
  /** On something that arrows move. */
  readonly moves: boolean
}

const pressing = new Set(['Space', 'Enter'])
const moving = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'])
const scopes: readonly Command['scope'][] = ['box', 'review', 'review-typing', 'typing', 'window']

/** The command a chord means now: for the box in hand first, and never a letter while someone types. */
export function commandFor(chord: string, state: State, focus: Focus): Command | undefined {
  if ((focus.presses && pressing.has(chord)) || (focus.moves && moving.has(chord))) return undefined
  const having = commands.filter((c) => keysOf(c, state).includes(chord))
  // On the way to the next trace a key of review mode must not turn into the window's: it waits for the trace.
  const waits = isReviewing(state) && isTravelling(state) && having.some((c) => c.menu === 'review')
  const found = having.filter((c) => (!waits || c.menu === 'review') && isEnabled(c, state))
  const allowed = found.filter((c) => !focus.typing || c.scope === 'typing' || c.scope === 'review-typing')
  return allowed.sort((a, b) => scopes.indexOf(a.scope) - scopes.indexOf(b.scope))[0]
}

/** The table as the native menu is given it. */
export function menuItems(state: State): MenuItem[] {
  return commands.flatMap((command): MenuItem[] => {
    const { id, menu, scope } = command
    // Keys of a mode are no menu: they are shown in its panel.
    if (scope === 'box' || menu === 'review') return []
    return [
      {
        id,
        title: commandTitle(command),
        menu,
        enabled: isEnabled(command, state),
        ...given({ keys: keysOf(command, state)[0] }),
      },
    ]
  })
}

export { englishTitleOf, isFoundBy, searchWords, commandTitle } from './title'
export type { Command } from './command'
