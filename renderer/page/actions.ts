/** What can be done on a shared page: by keys, by buttons, by whatever else shows it. */
import type { PagePlace } from './place'

/** What the rest of the page can ask for. */
export interface PageActions {
  readonly go: (change: Partial<PagePlace>) => void
  readonly step: (by: number) => void
  readonly all: () => void
  readonly play: () => void
  readonly neighbour: (by: 1 | -1) => void
  readonly zoom: () => void
  readonly theme: () => void
}
