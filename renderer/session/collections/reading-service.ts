/** How the open file is read: format, dialect and space of its boxes; images that were missing. Knows no React. */
import { toFailureData } from '../../../app/failure'
import { given } from '../../../app/given'
import type { Host } from '../../../app/host'
import type { CollectionId, Reading } from '../../../app/host/collections'
import { notationName } from '../../../app/reading/evidence-words'
import type { BoxReading } from '../../../app/reading/written'
import type { Context } from '../context'
import type { Edits } from '../document/edits'
import { attempt, attempted, notify, notifyDone } from '../notices/notices'
import { openCollectionOf } from './open-collection'
import { heard, t } from '../../language/text'

/** What came of fetching an image. `private`: the address is of this machine or its network, and a person has to say so. */
export type FetchOutcome = 'fetched' | 'private' | 'failed'

/** What a reading may be changed to; the rest stays as it is. */
export type ReadingChange = Partial<
  Pick<Reading, 'format' | 'dialect' | 'space' | 'order' | 'pixels' | 'reader'>
> & {
  /** What the text is written in; undefined where it is given: as its bytes tell. */
  readonly encoding?: string | undefined
}

/** What a person said the text is written in. */
function chosenEncoding({ text }: Pick<Reading, 'text'>): string | undefined {
  return text?.by === 'person' ? text.encoding : undefined
}

/** What a person asked for so far, with a change of it. Undefined: nothing any more. */
function keptWith(reading: Reading, change: ReadingChange | undefined): ReadingChange {
  // In another format, dialect and space are found again.
  const written = given({ encoding: chosenEncoding(reading) })
  if (change === undefined) return {}
  if (change.format !== undefined) return { ...written, ...change }
  const { format, dialect, space, order, pixels, reader, detected } = reading
  // Of files of several kinds each stays what it is; a named reader says itself what it is.
  const found = reader !== undefined || (detected && change.dialect === undefined)
  const named = found ? given({ reader }) : { format, dialect }
  const shown = 'space' in change && change.space !== 'input' ? {} : given({ pixels })
  const own = change.dialect === undefined ? { space, order, ...shown } : {}
  return { ...named, ...own, ...written, ...change }
}

export type ReadingService = ReturnType<typeof createReadingService>

interface Needs extends Pick<Edits, 'edit'> {
  /** Shows the open trace again, as it is now; `again`: its records are others, so the file is opened from the start. */
  readonly again: (fromScratch: boolean) => Promise<void>
}

/** What can be read otherwise, and images that were missing. */
export function createReadingService(context: Context, needs: Needs) {
  return { ...rereading(context, needs), ...relinking(context, needs) }
}

function rereading(context: Context, { edit, again }: Needs) {
  const { host, get } = context
  const ask = async (collection: CollectionId, before: Reading, change: ReadingChange): Promise<boolean> => {
    const { images } = before
    const { encoding, ...rest } = change
    const asked = await attempted(context, 'traces', () =>
      host.setReading({ collection, ...given({ images, encoding }), ...rest }),
    )
    const closed = get().collections.row === undefined
    if (asked) void again(closed || encoding !== chosenEncoding(before))
    return asked
  }
  const setReading = async (change: ReadingChange | undefined): Promise<boolean> => {
    const collection = openCollectionOf(get())
    return (
      collection !== undefined && ask(collection.id, collection.reading, keptWith(collection.reading, change))
    )
  }
  return {
    /** Every trace of the file. Undefined: as detected. */
    setReading,
    /** The boxes of every trace of the file, with a way back. */
    readFile: async ({ space, order, pixels }: BoxReading) => {
      const before = openCollectionOf(get())
      if (before === undefined || !(await setReading({ space, order, ...given({ pixels }) }))) return
      const { id, reading } = before
      const message = t('All boxes of the file are read as {notationName}.', {
        notationName: heard(notationName({ space, order, ...given({ pixels }) })),
      })
      const back = keptWith(reading, reading.detected ? undefined : {})
      notifyDone(context, { place: 'reading', message }, () => void ask(id, reading, back))
    },
    readWith: readWithOf(context, again),
    /** The boxes of this trace only; null: as its file has them. Undoable. */
    readTrace: (reading: BoxReading | null) =>
      edit(reading === null ? { type: 'respace', space: null } : { type: 'respace', ...reading }),
  }
}

function relinking(context: Context, { again }: Pick<Needs, 'again'>) {
  const { host, get } = context
  return {
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
      if (outcome === 'fetched') void again(false)
      return outcome
    },
    /** Looks for missing images in a folder. */
    relinkPictures: async (source: Parameters<Host['relinkPictures']>[0]['source']) => {
      const { id: collection } = get().collections
      if (collection === undefined) return
      const relinked = await attempt(context, 'traces', () => host.relinkPictures({ collection, source }))
      if (relinked === undefined || relinked === null) return
      const { found, missing } = relinked

      notify(context, {
        place: 'traces',
        tone: 'info',
        message: t(
          'Found {found, plural, one {# image} other {# images}}{missing, plural, =0 {} other {; # still missing}}.',
          { found, missing },
        ),
      })
      if (found > 0) void again(false)
    },
  }
}

/** All of a file with a named reader, or in the way it was read before; undefined: as detected. False: it could not be. */
function readWithOf(context: Context, again: Needs['again']) {
  const { host, get } = context
  return async (collection: CollectionId, reading: Partial<Reading> | undefined): Promise<boolean> => {
    const now = get().collections.list?.find((c) => c.id === collection)?.reading
    const images = now?.images
    const encoding = now && chosenEncoding(now)
    const { format, dialect, space, order, pixels, reader } = reading ?? {}
    const how = reader === undefined ? { format, dialect, space, order, pixels } : { reader }
    const asked = { collection, ...given({ images, encoding, ...how }) }
    const done = await attempted(context, 'readers', () => host.setReading(asked))
    if (done && get().collections.id === collection) void again(false)
    return done
  }
}
