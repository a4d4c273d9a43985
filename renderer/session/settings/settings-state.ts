/** What the settings dialog shows and no other slice knows. Plain data. */
import type { DataFolder, Updates } from '../../../app/host/desktop'

export interface SettingsState {
  /** Null: not to be changed from here; undefined: not told yet. */
  readonly data: DataFolder | null | undefined
  readonly updates: Updates | undefined
  /** Models are kept elsewhere from the next start on. */
  readonly modelsNext: string | undefined
}

/** Before the host has told anything. */
export const noSettings: SettingsState = { data: undefined, updates: undefined, modelsNext: undefined }
