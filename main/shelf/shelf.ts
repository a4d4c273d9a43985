/**
 * Named things that live long and have a note on the disk: listed, watched, started, paused, gone on with after a restart,
 * forgotten. Files of traces, dumps, runs over benchmarks, exports and downloads are shelves; what a thing is and what is done
 * for it is a schema of notes and a function that works. Knows none of them.
 */
import { createChanges, createSemaphore, type ChangeSignal } from '../../app/async'
import { Failure, toFailureData, type FailureData } from '../../app/failure'
import type { Notes } from './notes'
import { createWorks, type WorkEnd } from './works'

/** A thing on a shelf. `note`: what is kept of it; `state`: how it is now. */
export interface ShelfItem<Note, State> {
  readonly id: string
  readonly note: Note
  readonly state: State
}

/** What a work has to do with its thing; `how`: what was said when it was started. */
export interface WorkTools<State, How> extends WorkEnd {
  readonly how: How
  /** The state it is in now; nothing once it was forgotten. */
  readonly set: (state: State) => void
}

export interface ShelfOptions<Note, State, How> {
  /** What one is called, e.g. “download”. */
  readonly noun: string
  readonly notes: Pick<Notes<Note>, 'all' | 'put' | 'remove'>
  /** How a thing is that nobody has worked on since the app was started. */
  readonly initial: (note: Note, id: string) => State | Promise<State>
  /** How it is once it was started, until its work says otherwise. */
  readonly begun: (item: ShelfItem<Note, State>) => State
  /** Works on a thing; resolves with how it is then, or with nothing when it is to be forgotten. */
  readonly work: (item: ShelfItem<Note, State>, tools: WorkTools<State, How>) => Promise<State | undefined>
  /** How it is when it was ended from outside, and when its work failed. */
  readonly halted: (item: ShelfItem<Note, State>, ending: WorkEnd) => State | Promise<State>
  readonly failed: (item: ShelfItem<Note, State>, failure: FailureData) => State | Promise<State>
  /** Works at the same time, the others wait in the order of starting; absent: as many as there are. */
  readonly atOnce?: number
}

export interface Shelf<Note, State, How> {
  readonly list: () => readonly ShelfItem<Note, State>[]
  /** That something about a thing, or which there are, has changed. */
  readonly changes: Pick<ChangeSignal, 'on' | 'follow' | 'tell'>
  readonly get: (id: string) => ShelfItem<Note, State> | undefined
  /** @throws Failure `not-found`. */
  readonly need: (id: string) => ShelfItem<Note, State>
  /** Puts a thing here, or another note in the place of its own; a new one begins in this state. Kept on the disk first. */
  readonly put: (id: string, note: Note, state?: State) => Promise<void>
  /** The same for what is on the disk already. */
  readonly add: (id: string, note: Note, state?: State) => void
  readonly set: (id: string, state: State) => void
  /** Begins to work on a thing; nothing when that goes on already. @throws Failure `not-found`. */
  readonly start: (id: string, how: How) => void
  readonly running: (id: string) => boolean
  /** Begins nothing new for it. */
  readonly pause: (id: string) => void
  /** Ends the work on it; resolves when that is over. */
  readonly halt: (id: string) => Promise<void>
  readonly ended: (id: string) => Promise<void>
  /** Ends the work on it and takes it and its note away. @throws Failure `not-found`. */
  readonly forget: (id: string) => Promise<void>
  /** Ends all work so that it goes on next time; tells nobody any more. */
  readonly close: () => Promise<void>
}

/** A shelf with the things that the notes tell of. */
export async function createShelf<Note, State, How = undefined>(
  options: ShelfOptions<Note, State, How>,
): Promise<Shelf<Note, State, How>> {
  const { notes } = options
  const things = createThings<Note, State>(options.noun)
  for (const [id, note] of await notes.all()) things.put({ id, note, state: await options.initial(note, id) })
  const works = createWorks()
  const perform = createPerformer(options, things)
  return {
    list: things.list,
    changes: things.changes,
    get: things.get,
    need: things.need,
    put: async (id, note, state) => {
      await notes.put(id, note)
      things.add(id, note, state)
    },
    add: things.add,
    set: things.set,
    start: (id, how) => {
      const item = things.need(id)
      if (works.running(id)) return
      things.set(id, options.begun(item))
      works.start(id, (ending) => perform(id, how, ending))
    },
    running: works.running,
    pause: works.pause,
    halt: works.halt,
    ended: works.ended,
    forget: async (id) => {
      const item = things.need(id)
      things.remove(id)
      await works.halt(id)
      try {
        await notes.remove(id)
      } catch (error) {
        // It is still there.
        things.put(item)
        throw error
      }
    },
    close: async () => {
      things.changes.clear()
      await works.close()
    },
  }
}

/** The things themselves, in memory; whoever listens is told of each change. */
function createThings<Note, State>(noun: string) {
  const items = new Map<string, ShelfItem<Note, State>>()
  const changes = createChanges()
  const put = (item: ShelfItem<Note, State>) => {
    items.set(item.id, item)
    changes.tell()
  }
  return {
    changes,
    put,
    list: () => [...items.values()],
    get: (id: string) => items.get(id),
    need: (id: string): ShelfItem<Note, State> => {
      const item = items.get(id)
      if (item === undefined) throw new Failure('not-found', `That ${noun} no longer exists.`)
      return item
    },
    /** Nothing for one that is gone. */
    set: (id: string, state: State) => {
      const item = items.get(id)
      if (item !== undefined) put({ ...item, state })
    },
    /** With the state it has, where no other is given. */
    add: (id: string, note: Note, state?: State) => {
      const now = state ?? items.get(id)?.state
      // A thing that is put here for the first time is always given its state.
      if (now !== undefined) put({ id, note, state: now })
      else changes.tell()
    },
    remove: (id: string) => {
      if (items.delete(id)) changes.tell()
    },
  }
}

/** Works on a thing in its turn; however it ends is the thing's state. Never throws. */
function createPerformer<Note, State, How>(
  options: ShelfOptions<Note, State, How>,
  things: ReturnType<typeof createThings<Note, State>>,
) {
  const queue = options.atOnce === undefined ? undefined : createSemaphore(options.atOnce)
  return async (id: string, how: How, ending: WorkEnd): Promise<void> => {
    const unwanted = AbortSignal.any([ending.signal, ending.pausing])
    // Without a queue the work begins before this returns: whoever started it may go on from there.
    const release = queue && (await queue.take(unwanted).catch(() => undefined))
    const end = async (state: (item: ShelfItem<Note, State>) => State | Promise<State>) => {
      const item = things.get(id)
      if (item !== undefined) things.set(id, await state(item))
    }
    try {
      const item = things.get(id)
      if (unwanted.aborted || item === undefined) return await end((one) => options.halted(one, ending))
      const state = await options.work(item, { ...ending, how, set: (now) => things.set(id, now) })
      if (state !== undefined) things.set(id, state)
      else things.remove(id)
    } catch (error) {
      const failure = toFailureData(error)
      const wanted = ending.signal.aborted || (ending.pausing.aborted && failure.code === 'cancelled')
      await end((one) => (wanted ? options.halted(one, ending) : options.failed(one, failure)))
    } finally {
      release?.()
    }
  }
}
