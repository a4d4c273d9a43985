/**
 * The data folder and its way to another place, a step at a time: copied while Relook works, switched over when it closes. Whatever goes
 * wrong before the switch leaves everything where it was. Knows no window.
 */
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { atMostEvery, createObservable } from '../../app/async'
import { Failure, toFailureData } from '../../app/failure'
import { given } from '../../app/given'
import type { DataFolder } from '../../app/host/desktop'
import { writeWhole } from './folder'
import { takeLock } from './lock'
import { copyData, planMove, settleMove, type FolderEntry, type Move } from './move'
import { oldCopyOf, removeOldCopy } from './old-copy'
import { removeBeside } from './own-folder'
import { pointTo, type DataLocation } from './place'

export interface Mover {
  readonly follow: (signal: AbortSignal) => AsyncIterable<DataFolder>
  /** To be called once the folder is held: what a move that was cut off left is cleared, and told. */
  readonly opened: () => Promise<void>
  /** Copies in the background; how that goes is the state. @throws Failure when it cannot be begun. */
  readonly begin: (into: string) => Promise<void>
  /** Ends it and takes the copy away. */
  readonly cancel: () => Promise<void>
  /** To be called when the folder was let go of: switches over where a copy is there. @throws Failure when that could not be; all is as it was. */
  readonly finish: () => Promise<void>
  /** Gives how many files stay because they changed since. */
  readonly removeOld: () => Promise<number>
}

/** In the folder while it is copied: where the copy is. */
const noteName = 'moving.json'
const note = z.object({ part: z.string() })

/** The mover of this folder. */
export function createMover(place: DataLocation, env: NodeJS.ProcessEnv = process.env): Mover {
  const { folder, chosenBy } = place
  const state = createObservable<DataFolder>({ folder, chosenBy })
  const put = (change: Partial<DataFolder>) => state.set({ ...state.get(), ...change })
  const work: Work = {
    folder,
    note: join(folder, noteName),
    env,
    tell: (move) => put({ move }),
    rest: () => {
      const { move: _, ...others } = state.get()
      state.set(others)
    },
  }
  const copying = createCopying(work)
  return {
    follow: state.follow,
    opened: async () => {
      await clearCut(work)
      put(given({ old: await oldCopyOf(folder) }))
    },
    begin: async (into) => {
      if (chosenBy === 'environment')
        throw new Failure('denied', 'RELOOK_DATA names the data folder: change it there.')
      await copying.begin(into)
    },
    cancel: async () => {
      const copy = await copying.end()
      if (copy !== undefined) await removeBeside(copy.move.part)
      await rm(work.note, { force: true })
      work.rest()
    },
    finish: async () => {
      const copy = await copying.end()
      if (copy !== undefined) await switchOver(work, copy)
    },
    removeOld: async () => {
      const kept = await removeOldCopy(folder)
      const { old: _, ...others } = state.get()
      state.set(others)
      return kept
    },
  }
}

interface Work {
  readonly folder: string
  /** Path of the note that says where the copy is. */
  readonly note: string
  readonly env: NodeJS.ProcessEnv
  readonly tell: (move: NonNullable<DataFolder['move']>) => void
  /** Nothing is to be told any more. */
  readonly rest: () => void
}

/** A copy that is whole but for what changed since. */
interface Copy {
  readonly move: Move
  readonly copied: Map<string, FolderEntry>
}

/** One copy at a time. `end`: stops the one under way; gives the one that is ready. */
function createCopying({ folder, note: file, tell, rest }: Work) {
  let ready: Copy | undefined
  let under: { readonly abort: AbortController; readonly work: Promise<void> } | undefined
  const copy = async (move: Move, signal: AbortSignal): Promise<void> => {
    const { to, bytes: total } = move
    const isTime = atMostEvery(100)
    const onBytes = (done: number) => {
      if (isTime()) tell({ type: 'copying', to, done, total })
    }
    try {
      ready = { move, copied: await copyData(move, { signal, onBytes }) }
      tell({ type: 'ready', to, bytes: total })
    } catch (error) {
      await rm(file, { force: true })
      if (signal.aborted) rest()
      else tell({ type: 'failed', message: toFailureData(error).message })
    }
  }
  return {
    begin: async (into: string): Promise<void> => {
      if (under !== undefined || ready !== undefined)
        throw new Failure('busy', 'The data is being moved already.')
      const abort = new AbortController()
      // Taken before anything is waited for: a second wish finds it busy.
      under = { abort, work: Promise.resolve() }
      try {
        const move = await planMove(folder, into)
        await writeWhole(file, JSON.stringify({ part: move.part }))
        tell({ type: 'copying', to: move.to, done: 0, total: move.bytes })
        under = { abort, work: copy(move, abort.signal).finally(() => (under = undefined)) }
      } catch (error) {
        under = undefined
        throw error
      }
    },
    end: async (): Promise<Copy | undefined> => {
      under?.abort.abort()
      await under?.work
      const there = ready
      ready = undefined
      return there
    },
  }
}

/** What a kill left of a move. */
async function clearCut({ note: file, tell }: Work): Promise<void> {
  const cut = await readFile(file, 'utf8').then(
    (text) => note.safeParse(JSON.parse(text)).data,
    () => undefined,
  )
  if (cut === undefined) return
  await removeBeside(cut.part)
  await rm(file, { force: true })
  tell({ type: 'failed', message: 'Moving the data was cut off. Everything is where it was.' })
}

/** Nobody writes to the folder any more, and nobody else may begin to. */
async function switchOver({ folder, note: file, env }: Work, { move, copied }: Copy): Promise<void> {
  const lock = await takeLock(folder)
  try {
    await settleMove(move, copied, Date.now())
    await pointTo(move.to, env).catch(async (error: unknown) => {
      await rename(move.to, move.part)
      throw error
    })
  } catch (error) {
    await removeBeside(move.part)
    const { message } = toFailureData(error)
    throw new Failure('internal', `The data was not moved; everything is where it was. ${message}`)
  } finally {
    await rm(file, { force: true })
    await lock.release()
  }
}
