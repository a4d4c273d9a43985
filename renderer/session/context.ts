/** What the session's services share. Made once per session; nothing here reaches for globals. */
import type { StoreApi } from 'zustand/vanilla'
import type { Host } from '../../app/host'
import type { FilmRequest, VideoFormat } from '../../app/host/sharing'
import type { Story } from '../../app/story/story'
import type { Schedule } from './document/batch'
import type { StateChange, State } from './state'

/** Small things to remember between starts. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>

/** How an upload is followed and ended. `progress` is told a share of 0..1, or bytes where it says so. */
export interface Transfer {
  readonly progress: (done: number) => void
  readonly signal: AbortSignal
}

/** Uploads a file's bytes and tells the share that is through. Resolves to the image's id. */
export type Upload = (file: File, transfer: Transfer) => Promise<string>

/** Where and how an uploaded file of traces, or an image beside it, is kept. */
export interface UploadPlace {
  /** With folders, as it was dropped: `images/1.png`. */
  readonly name: string
  /** The upload it belongs to; absent for the first file. */
  readonly upload?: string
}

/** Uploads a file of any size, piece by piece, and tells how many bytes are through. Resolves to the upload's id. */
export type UploadBeside = (file: File, place: UploadPlace, transfer: Transfer) => Promise<string>

/** Hands a text to the person as a file of this name. */
export type DownloadText = (name: string, text: string) => void

/** The same with bytes (a spreadsheet). */
export type DownloadBytes = (name: string, bytes: Uint8Array<ArrayBuffer>) => void

/** A film to encode. */
export interface VideoWork {
  readonly story: Story
  readonly film: FilmRequest
  readonly format: VideoFormat
  readonly progress: (done: number, total: number) => void
  readonly signal: AbortSignal
}

/** A film that was encoded. */
export interface Video {
  readonly blob: Blob
  readonly images: number
  /** Images that could not be had. */
  readonly missing: number
  /** How it is encoded: `avc`, `vp9`, … */
  readonly codec: string
}

/** Encodes a film. @throws Failure where the browser cannot. */
export type MakeVideo = (work: VideoWork) => Promise<Video>

/** A store that is read and watched; only services change it. */
export type ReadonlyStore<T> = Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>

export interface Context {
  readonly host: Host
  readonly store: ReadonlyStore<State>
  readonly get: () => State
  /** Merges values into slices, all at once; a function is given the newest state. */
  readonly set: (change: StateChange | ((state: State) => StateChange)) => void
  readonly memory: Memory
  readonly upload: Upload
  readonly uploadBeside: UploadBeside
  /** Where a dropped file lies on this machine; undefined where that cannot be known (a browser). */
  readonly pathOf: (file: File) => string | undefined
  readonly download: DownloadText
  readonly downloadBytes: DownloadBytes
  readonly makeVideo: MakeVideo
  readonly schedule: Schedule
  /** Resolves when the host can be reached. */
  readonly ready: () => Promise<void>
  readonly now: () => number
  readonly newId: () => string
}
