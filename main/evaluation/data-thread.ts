/**
 * A benchmark's data opened where it can be stopped: a thread of its own for each file, whatever it holds. The main side holds the
 * rows, and asks for a row's images. Both sides of the contract are here; knows no format of data.
 */
import { z } from 'zod'
import { createChannel } from '../../app/async'
import { presetOf } from '../../app/benchmarks'
import { call, stream, type Implementation } from '../../app/contract'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Item } from '../../app/metrics/metric'
import { connect } from '../../app/port'
import type { Issue } from '../../app/result'
import type { Thread } from '../ports/thread'
import { createCopyPlace, openData, type Data, type OpenData } from './data'
import type { DataImage } from './rows'

/** What opening tells: how far it is (0..1), rows a few thousand at a time, and at the end what the data is. */
type Told =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'rows'; readonly items: readonly Item[] }
  | ({ readonly type: 'opened'; readonly preset: string | undefined } & Facts)

type Facts = Pick<Data, 'path' | 'name' | 'bytes' | 'changedAt'> & { readonly issues: readonly Issue[] }

export const dataContract = {
  /** Opens the one data set of this thread. */
  openData: stream(z.object({ path: z.string(), copy: z.string() })).yields<Told>(),
  /** Images of the row at a place. */
  dataPictures: call(z.object({ position: z.number().int().min(0) })).returns<readonly DataImage[]>(),
} as const

/** Rows that cross at once. */
const rowsAtOnce = 2000
/** Issues that are told; a file may have as many as it has rows. */
const mostIssues = 1000

/** The thread's side. */
export function createDataService(): Implementation<typeof dataContract> {
  let data: Omit<Data, 'close'> | undefined
  return {
    openData: async function* ({ path, copy }, signal) {
      const told = createChannel<Told>(signal)
      const progress = (done: number) => told.push({ type: 'progress', done })
      const opening = openData(path, { signal, copy, progress })
      opening.then(
        () => told.end(),
        (error: unknown) => told.fail(error),
      )
      yield* told
      throwIfCancelled(signal)
      data = await opening
      const { name, bytes, changedAt, preset, items, issues } = data
      for (let from = 0; from < items.length; from += rowsAtOnce)
        yield { type: 'rows', items: items.slice(from, from + rowsAtOnce) }
      const facts = { path, name, bytes, changedAt, issues: issues.slice(0, mostIssues) }
      yield { type: 'opened', ...facts, preset: preset?.id }
    },
    dataPictures: async ({ position }) => {
      const item = data?.items.find((one) => one.position === position)
      if (data === undefined || item === undefined)
        throw new Failure('not-found', 'That row no longer exists.')
      return data.pictures(item)
    },
  }
}

/** Opens data in threads started like this. */
export function createOpenData(start: () => Thread): OpenData {
  return async (path, { signal, progress }) => {
    const thread = start()
    const copy = createCopyPlace()
    const close = async () => {
      thread.close()
      await copy.remove()
    }
    const client = connect(dataContract, thread)
    const because = (error: unknown): unknown => {
      const ended = thread.ended?.()?.failure
      return ended === undefined ? error : new Failure(ended.code, ended.message, ended.detail)
    }
    const items: Item[] = []
    try {
      for await (const told of client.openData({ path, copy: copy.path }, signal)) {
        if (told.type === 'progress') progress?.(told.done)
        else if (told.type === 'rows') items.push(...told.items)
        else return opened(told, items)
      }
      throw new Failure('cancelled', 'Cancelled.')
    } catch (error) {
      await close()
      throw because(error)
    }

    function opened(
      { type: _, preset, ...facts }: Extract<Told, { type: 'opened' }>,
      rows: readonly Item[],
    ): Data {
      return {
        ...facts,
        preset: preset === undefined ? undefined : presetOf(preset),
        items: rows,
        pictures: ({ position }) =>
          client.dataPictures({ position }).catch((error: unknown) => {
            throw because(error)
          }),
        close,
      }
    }
  }
}
