/** What the window knows about handing traces on: the form, and the one that is being made or was made last. Plain data. */
import {
  usualFilm,
  type FigureRequest,
  type FilmRequest,
  type ShareEvent,
  type ShareFormat,
  type VideoFormat,
} from '../../../app/host/sharing'
import type { FailureData } from '../../../app/failure'
import { imageSides } from '../../../app/sharing/page'

/** Whose traces: the open one, or those of the open file as they are filtered. */
export type ShareWhat = 'trace' | 'file'

/** The form. */
export interface ShareForm {
  readonly format: ShareFormat | VideoFormat
  readonly what: ShareWhat
  readonly title: string
  readonly branches: 'all' | 'shown'
  readonly original: boolean
  /** Pixels. */
  readonly maxSide: number
  /** Of a figure. `step` 0: the last look that got a crop. */
  readonly figure: FigureRequest & { readonly step: number }
  /** Of a film. */
  readonly film: FilmRequest
}

export interface ShareState {
  readonly form: ShareForm
  /** Absent: nothing was asked for since the dialog was opened. */
  readonly made: ShareEvent | undefined
  readonly failure: FailureData | undefined
}

/** The form as it begins. */
export const noShare: ShareState = {
  form: {
    format: 'html',
    what: 'trace',
    title: '',
    branches: 'all',
    original: false,
    maxSide: imageSides.usual,
    figure: { of: 'image', step: 0, theme: 'light', labels: true, scale: 2 },
    film: usualFilm,
  },
  made: undefined,
  failure: undefined,
}
