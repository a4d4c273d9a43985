/** What the next run is asked. Plain data. */
import { defaultSettings, type Settings } from '../../../app/trace/project'

export interface AskState {
  readonly question: string
  readonly model: string | undefined
  readonly settings: Settings
  /** A run was asked for and has no branch yet. */
  readonly starting: boolean
  /** The project for whose question a server is looked for. */
  readonly soughtFor: string | undefined
}

/** Nothing asked yet. */
export const noAsk: AskState = {
  question: '',
  model: undefined,
  settings: defaultSettings,
  starting: false,
  soughtFor: undefined,
}
