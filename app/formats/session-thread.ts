/** One line of talk through a session of a coding agent. Plain data. */
import type { Fields } from './values'

/** Its messages in order, and what is known of it. */
export interface SessionThread {
  readonly messages: readonly Fields[]
  readonly id?: string
  readonly model?: string
  readonly meta: Fields
}
