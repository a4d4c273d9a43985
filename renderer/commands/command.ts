/** What a command is. The one table of them drives keys, menus, palette, tooltips and the sheet of shortcuts. */
import type { MenuItem } from '../../app/host'
import type { Message } from '../../app/message'
import type { Values } from '../language/text'
import type { Session } from '../session/session'
import type { State } from '../session/state'
import type { Area } from '../session/view/view-state'

export interface Command {
  readonly id: string
  /** In English; who shows it translates it. */
  readonly title: Message
  /** Other words people look for it by; the palette finds it by them, too. */
  readonly also?: Message
  /** What stands in the title's places. */
  readonly places?: Values
  /** Chords such as `Mod+Enter`; the first is shown. Mod is Ctrl, on a Mac Cmd. */
  readonly keys: readonly string[]
  /** Where it stands in the native menu and in which group of the sheet. */
  readonly menu: MenuItem['menu'] | 'review'
  /**
   * When its keys count: `window` anywhere but in a text field, `box` only while a box is in hand (and then before the
   * others), `typing` in text fields too. `review` and `review-typing` are these in review mode, before the window's own.
   */
  readonly scope: 'window' | 'box' | 'typing' | 'review' | 'review-typing'
  /** The only area it is for; absent: it can be done from everywhere. What one does not see is not changed. */
  readonly area?: Area['type']
  /** It is about the open trace: not while another is on its way and the one that was left is still shown. */
  readonly on?: 'trace'
  /** Pressed and held: `perform` on press, `release` when let go. */
  readonly release?: (session: Session) => void
  /** Whether it can be done now, apart from `area` and `on`: ask `isEnabled`. */
  readonly enabled: (state: State) => boolean
  readonly perform: (session: Session) => void
}

/** What is so where a command of the table says nothing else: no keys, in the window, at any time. */
const usual = { keys: [], scope: 'window', enabled: () => true } as const

/** A command as the table has it. */
export type CommandEntry = Omit<Command, keyof typeof usual> & Partial<Pick<Command, keyof typeof usual>>

/** The whole of it. */
export function commandFrom(entry: CommandEntry): Command {
  return { ...usual, ...entry }
}
