/**
 * New versions of Relook, a step at a time and each by a person's word: look, download, restart. Knows no Electron; what does the work is
 * given to it (electron-updater), and is loaded at the first step.
 */
import { createObservable } from '../../app/async'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import type { Updates } from '../../app/host/desktop'

/** As much of electron-updater as is used. */
export interface Updater {
  /** The newest version, where it is newer than this one. */
  readonly check: () => Promise<string | undefined>
  readonly download: (progress: (done: number, total: number) => void) => Promise<void>
  /** Ends the app and starts the new version. */
  readonly install: () => void
}

export interface UpdateOptions {
  /** Why this copy cannot update itself; absent: it can. */
  readonly why?: string
  readonly load: () => Promise<Updater>
  readonly automatic: boolean
  readonly setAutomatic: (automatic: boolean) => void
  readonly now: () => number
}

export interface UpdateService {
  readonly get: () => Updates
  readonly follow: (signal: AbortSignal) => AsyncIterable<Updates>
  readonly setAutomatic: (automatic: boolean) => void
  /** Looks for a new version; how that ends is the state. */
  readonly check: () => Promise<void>
  /** @throws Failure `bad-input` when none was found. */
  readonly download: () => Promise<void>
  /** @throws Failure `bad-input` when none was downloaded. */
  readonly install: () => Promise<void>
}

/** Nothing is asked of anybody yet; where a person said so before, `check` is to be called at the start. */
export function createUpdates(options: UpdateOptions): UpdateService {
  let { automatic } = options
  let checkedAt: number | undefined
  const idle = (): Updates => ({ type: 'idle', automatic, ...given({ checkedAt }) })
  const state = createObservable<Updates>(
    options.why === undefined ? idle() : { type: 'none', why: options.why },
  )
  const attempt = async (work: (updater: Updater) => Promise<Updates>): Promise<void> => {
    try {
      state.set(await work(await options.load()))
    } catch (error) {
      state.set({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }
  const can = () => {
    const now = state.get()
    if (now.type === 'none') throw new Failure('denied', now.why)
    return now
  }
  return {
    get: state.get,
    follow: state.follow,
    setAutomatic: (next) => {
      can()
      automatic = next
      options.setAutomatic(next)
      if (state.get().type === 'idle') state.set(idle())
    },
    check: async () => {
      const now = can()
      if (now.type === 'checking' || now.type === 'downloading' || now.type === 'ready') return
      state.set({ type: 'checking' })
      await attempt(async (updater) => {
        const version = await updater.check()
        checkedAt = options.now()
        return version === undefined ? idle() : { type: 'available', version }
      })
    },
    download: async () => {
      const now = can()
      if (now.type === 'downloading' || now.type === 'ready') return
      if (now.type !== 'available') throw new Failure('bad-input', 'There is no new version to download.')
      const { version } = now
      state.set({ type: 'downloading', version, done: 0, total: 0 })
      await attempt(async (updater) => {
        await updater.download((done, total) => state.set({ type: 'downloading', version, done, total }))
        return { type: 'ready', version }
      })
    },
    install: async () => {
      if (can().type !== 'ready') throw new Failure('bad-input', 'There is no new version to start.')
      ;(await options.load()).install()
    },
  }
}
