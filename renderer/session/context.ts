/** What the session's actions share. Made once per session; nothing here reaches for globals. */
import type { Host } from '../../app/host'
import { toFailureData } from '../../app/failure'
import type { StoreApi } from 'zustand/vanilla'
import { failureNotice, type Notice, type Place, type State } from './state'
import type { Schedule } from './batch'

/** Small things to remember between starts. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>

/** Uploads a file's bytes and tells how far it is. Resolves to the image's id. */
export type Upload = (file: File, onProgress: (done: number) => void, signal: AbortSignal) => Promise<string>

/** Where and how an uploaded file of traces, or a picture beside it, is kept. */
export interface UploadPlace {
  /** With folders, as it was dropped: `images/1.png`. */
  readonly name: string
  /** The upload it belongs to; absent for the first file. */
  readonly upload?: string
}

/** Uploads a file of any size, piece by piece, and tells how many bytes are through. Resolves to the upload's id. */
export type UploadBeside = (
  file: File,
  place: UploadPlace,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
) => Promise<string>

/** Hands a text to the person as a file of this name. */
export type Download = (name: string, text: string) => void

/** The same with bytes (a spreadsheet). */
export type DownloadBytes = (name: string, bytes: Uint8Array<ArrayBuffer>) => void

export interface Context {
  readonly host: Host
  readonly get: () => State
  readonly set: StoreApi<State>['setState']
  readonly memory: Memory
  readonly upload: Upload
  readonly uploadBeside: UploadBeside
  /** Where a dropped file lies on this machine; undefined where that cannot be known (a browser). */
  readonly pathOf: (file: File) => string | undefined
  readonly download: Download
  readonly downloadBytes: DownloadBytes
  readonly schedule: Schedule
  /** Resolves when the host can be reached. */
  readonly ready: () => Promise<void>
  readonly now: () => number
  readonly newId: () => string
}

/** Shows a notice at its place; what was there is replaced. */
export function notify({ set }: Context, notice: Notice): void {
  set((s) => ({ notices: { ...s.notices, [notice.place]: notice } }))
}

/** Takes the notice at a place away. */
export function dismiss({ set }: Context, place: Place): void {
  set(({ notices: { [place]: _gone, ...rest } }) => ({ notices: rest }))
}

/** Does something that may fail; a failure is shown where it happened. Undefined after a failure. */
export async function attempt<T>(
  context: Context,
  place: Place,
  work: () => Promise<T>,
  retry?: () => void,
): Promise<T | undefined> {
  try {
    const value = await work()
    const shown = context.get().notices[place]
    if (shown?.tone === 'error') dismiss(context, place)
    return value
  } catch (error) {
    const failure = toFailureData(error)
    if (failure.code === 'cancelled') return undefined
    const action = retry === undefined ? undefined : { title: 'Try again', perform: retry }
    notify(context, failureNotice(place, failure, action))
    return undefined
  }
}

/** Follows a stream until the signal fires; asks again when the connection was lost. */
export async function keep<T>(
  context: Context,
  signal: AbortSignal,
  items: () => AsyncIterable<T>,
  take: (item: T) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await context.ready()
      for await (const item of items()) {
        if (signal.aborted) return
        take(item)
      }
      return
    } catch (error) {
      const failure = toFailureData(error)
      if (signal.aborted || failure.code === 'cancelled') return
      if (failure.code !== 'disconnected') {
        notify(context, failureNotice('window', failure))
        return
      }
      // Not a loop without rest: the link may still think that it is connected.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
