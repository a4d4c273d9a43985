/** What every way of sharing is given, and what each tells. Knows none of them. */
import type { ShareScope } from '../../app/sharing/shared-project'
import type { TraceSource } from '../exporting/source'
import type { ImageWork } from '../image-process/apart'
import type { Images } from '../store/images'

/** Work on traces that are shared as pages. */
export interface Sharing {
  readonly source: TraceSource
  readonly images: Pick<Images, 'path'>
  readonly renderShared: ImageWork['renderShared']
  readonly title: string
  /** Longest side of an image, in pixels. */
  readonly maxSide: number
  readonly shown: ShareScope
  readonly signal: AbortSignal
  /** Traces that are through, of how many. */
  readonly progress: (done: number, total: number) => void
}

/** What was written. */
export interface ShareResult {
  /** File or folder. */
  readonly path: string
  readonly bytes: number
  readonly traces: number
  readonly images: number
  /** Traces that could not be shared, by reason. */
  readonly left: Readonly<Record<string, number>>
  /** What is in it, but not as it should be. */
  readonly notes?: readonly string[]
}
