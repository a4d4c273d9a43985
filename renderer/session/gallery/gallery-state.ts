/** Recorded runs of real models that ship with the app, as the home page plays them. Plain data. */
import type { RecordedRun } from '../../../app/host/gallery'

export interface GalleryState {
  readonly runs: readonly RecordedRun[]
  /** The one that is being opened. */
  readonly opening: string | undefined
  /** The page plays them by itself; a person may stop it. */
  readonly playing: boolean
}

/** Before the host has told. */
export const noGallery: GalleryState = { runs: [], opening: undefined, playing: true }
