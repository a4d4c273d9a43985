/** How the open file is read: format, dialect and space of its boxes; images that were missing. Knows no React. */
import { toFailureData } from '../../../app/failure'
import { given } from '../../../app/given'
import type { Order, SpaceId } from '../../../app/geometry/spaces'
import type { Host } from '../../../app/host'
import type { Reading } from '../../../app/host/collections'
import { manyWords } from '../../words/collections'
import type { Context } from '../context'
import type { Edits } from '../document/edits'
import { attempt, attempted, notify } from '../notices/notices'
import { openCollectionOf } from './open-collection'

/** What came of fetching an image. `private`: the address is of this machine or its network, and a person has to say so. */
export type FetchOutcome = 'fetched' | 'private' | 'failed'

/** What a reading may be changed to; the rest stays as it is. */
export type ReadingChange = Partial<Pick<Reading, 'format' | 'dialect' | 'space' | 'order'>>

interface Needs extends Pick<Edits, 'edit'> {
  /** Shows the open trace again, as it is now. */
  readonly again: () => Promise<void>
}

/** What can be read otherwise. */
export function createReading(context: Context, { edit, again }: Needs) {
  const { host, get } = context
  return {
    /** Every trace of the file. Undefined: as detected. */
    setReading: async (change: ReadingChange | undefined) => {
      const collection = openCollectionOf(get())
      if (collection === undefined) return
      const { images, format, dialect, space, order } = collection.reading
      // In another format, dialect and space are found again.
      const kept =
        change === undefined || change.format !== undefined ? {} : { format, dialect, space, order }
      const reading = { collection: collection.id, ...given({ images }), ...kept, ...change }
      if (await attempted(context, 'traces', () => host.setReading(reading))) void again()
    },
    /** The boxes of this trace only, read in another space and order; null: as its dialect writes them. Undoable. */
    respace: (space: SpaceId | null, order?: Order) => edit({ type: 'respace', space, ...given({ order }) }),
    /** Fetches a remote image: only ever because a person clicked. */
    fetchImage: async (url: string, privately = false): Promise<FetchOutcome> => {
      const { id: project } = get().document
      if (project === undefined) return 'failed'
      const ask = async (): Promise<FetchOutcome> => {
        try {
          await host.fetchImage({ project, url, privately })
          return 'fetched'
        } catch (error) {
          // Not a failure to be told: the card asks whether the private place is meant.
          if (toFailureData(error).code !== 'private-address') throw error
          return 'private'
        }
      }
      const outcome = (await attempt(context, 'traces', ask)) ?? 'failed'
      if (outcome === 'fetched') void again()
      return outcome
    },
    /** Looks for missing images in a folder. */
    relinkPictures: async (source: Parameters<Host['relinkPictures']>[0]['source']) => {
      const { id: collection } = get().collections
      if (collection === undefined) return
      const relinked = await attempt(context, 'traces', () => host.relinkPictures({ collection, source }))
      if (relinked === undefined || relinked === null) return
      const { found, missing } = relinked
      const left = missing === 0 ? '' : `; ${manyWords(missing, 'picture')} still missing`
      notify(context, {
        place: 'traces',
        tone: 'info',
        message: `Found ${manyWords(found, 'picture')}${left}.`,
      })
      if (found > 0) void again()
    },
  }
}
