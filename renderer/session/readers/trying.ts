/**
 * A reader that is being made, tried on the open file: kept at once under its name, so that what one sees is what the file will be read
 * with; leaving it puts everything back. Knows no React.
 */
import type { Reading } from '../../../app/host/collections'
import type { NamedReader } from '../../../app/readers/reader'
import { openCollectionOf } from '../collections/open-collection'
import type { Context } from '../context'
import { attempted, dismiss } from '../notices/notices'
import { readerFrom } from './mapping'
import type { ReaderDraft } from './readers-state'

/** What readers stand on. */
export interface ReaderNeeds {
  /** Reads a file with a reader, or as it was read. */
  readonly readWith: (collection: string, reading: Partial<Reading> | undefined) => Promise<boolean>
  /** Opens a file again: one that could not be read has no list and no trace to go on with. */
  readonly open: (collection: string) => void
}

/** How the file was read before a reader was made, and what was kept under the names tried since. */
interface Before {
  readonly collection: string
  readonly reading: Reading
  readonly kept: Map<string, NamedReader | undefined>
  /** Nothing of it could be read. */
  readonly closed: boolean
}

/** Changes closer together than this are tried at once. */
const restMs = 400

/** Trying of the reader that is being made. */
export function createTrying(context: Context, needs: ReaderNeeds) {
  const { get, set } = context
  let before: Before | undefined
  let resting: ReturnType<typeof setTimeout> | undefined

  /** Keeps the reader as it is and reads the file with it. False: it cannot be, or was left meanwhile. */
  const now = async (): Promise<boolean> => {
    clearTimeout(resting)
    const { making } = get().readers
    const own = before
    if (own === undefined || making === undefined) return false
    const isLeft = () => before !== own
    if (!(await keptAndRead(context, { making, own, needs, isLeft }))) return false
    set(({ readers }) => ({
      readers: {
        making: readers.making?.mapping === making.mapping ? { ...making, shown: true } : readers.making,
      },
    }))
    return true
  }
  return {
    now,
    /** From now on the open file is what is tried on. False: none is open. */
    begin: (): boolean => {
      const open = openCollectionOf(get())
      if (open === undefined) return false
      const { id: collection, reading } = open
      before = { collection, reading, kept: new Map(), closed: get().collections.row === undefined }
      return true
    },
    /** When no more changes come; never, where it cannot be used as it is. */
    soon: () => {
      clearTimeout(resting)
      if (get().readers.making?.problem === undefined) resting = setTimeout(() => void now(), restMs)
    },
    /** Ends it, and all is as it was. */
    putBack: async () => {
      clearTimeout(resting)
      const was = before
      before = undefined
      if (was !== undefined) await undone(context, needs, was)
    },
    /** Ends it with the reader of this name kept; what comes back puts that back, too. */
    keep: async (name: string): Promise<() => Promise<void>> => {
      clearTimeout(resting)
      const was = before
      before = undefined
      if (was === undefined) return () => Promise.resolve()
      await restore(context, was, name)
      return () => undone(context, needs, { ...was, kept: new Map([[name, was.kept.get(name)]]) })
    },
  }
}

/** What was kept under the names tried is again, and what the file was read with. */
async function undone(context: Context, needs: ReaderNeeds, was: Before): Promise<void> {
  if (was.kept.size === 0) return
  await restore(context, was, undefined)
  await needs.readWith(was.collection, was.reading.detected ? undefined : was.reading)
  if (was.closed && context.get().collections.id === was.collection) openAnew(context, needs, true)
}

interface Tried {
  readonly making: ReaderDraft
  readonly own: Before
  readonly needs: ReaderNeeds
  readonly isLeft: () => boolean
}

async function keptAndRead(context: Context, { making, own, needs, isLeft }: Tried): Promise<boolean> {
  const { host, get } = context
  const reader = readerFrom(making.mapping, making.base)
  if (!reader.ok) return false
  const { name } = reader.value
  const known = get().readers.list?.find((r) => r.name === name)
  if (!own.kept.has(name)) own.kept.set(name, known)
  if (!(await attempted(context, 'readers', () => host.saveReader({ reader: reader.value })))) return false
  if (isLeft() || !(await needs.readWith(own.collection, { reader: name })) || isLeft()) return false
  openAnew(context, needs)
  return true
}

async function restore(context: Context, { kept }: Before, but: string | undefined): Promise<void> {
  const { host } = context
  for (const [name, reader] of kept)
    if (name !== but)
      await attempted(context, 'readers', () =>
        reader === undefined ? host.removeReader({ name }) : host.saveReader({ reader }),
      )
}

/** The open file from its beginning, where none of its traces is open (or `always`). */
export function openAnew(context: Context, { open }: ReaderNeeds, always = false): void {
  const { id, row } = context.get().collections
  // What was said of the file as it was read before.
  dismiss(context, 'window')
  if (id !== undefined && (always || row === undefined)) open(id)
}
