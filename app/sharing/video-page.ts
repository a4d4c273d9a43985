/** What a terminal and the page that encodes a video for it tell each other: plain data. Knows no browser and no server. */
import type { FilmRequest, VideoFormat } from '../host/sharing'
import type { Story } from '../story/story'

/** What the page fetches: GET `work.json`. */
export interface VideoPageWork {
  readonly story: Story
  readonly film: FilmRequest
  readonly format: VideoFormat
  /** Fonts to set words in: addresses relative to the page. */
  readonly fonts: readonly { readonly address: string; readonly weight: number }[]
}

/** How far it is, in frames: POST `progress`. */
export interface VideoPageProgress {
  readonly done: number
  readonly total: number
}

/** What it made; its bytes are the body: POST `film`, with this as its query. */
export interface VideoPageMade {
  readonly images: number
  /** Images that could not be had. */
  readonly missing: number
  /** How it is encoded: `avc`, `vp9`, … */
  readonly codec: string
}

/** The query of what was made. */
export function madeAsQuery({ images, missing, codec }: VideoPageMade): string {
  return new URLSearchParams({ images: String(images), missing: String(missing), codec }).toString()
}

/** What was made, from its query. */
export function madeFromQuery(query: URLSearchParams): VideoPageMade {
  const number = (name: string) => Number(query.get(name) ?? 0)
  return { images: number('images'), missing: number('missing'), codec: query.get('codec') ?? '' }
}
