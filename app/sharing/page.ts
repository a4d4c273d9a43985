/**
 * What a shared page holds, as plain data between who writes it (main/sharing) and the page itself (renderer/page). A page is one file with
 * its traces and images inside, or a site that asks for them one by one. Pure.
 */
import type { Project } from '../trace/project'

/** An image as it lies in the page: `width` × `height` pixels, perhaps fewer than it has. */
export interface PageImage {
  /** Under which it is found: hash of its bytes. */
  readonly key: string
  readonly width: number
  readonly height: number
}

/** One trace: a project without what nobody is to see (`sharedProject`), and its images. */
export interface PageTrace {
  readonly project: Project
  /** Null: it was not found. */
  readonly image: PageImage | null
  /** What the model saw, by the address of the view. */
  readonly crops: Readonly<Record<string, PageImage>>
}

/** A trace in the list. */
export interface PageEntry {
  readonly title: string
  readonly question: string
  readonly answer?: string
  readonly gold?: string
  /** 0..1 as the file says. */
  readonly verdict?: number
  readonly looks: number
  readonly branches: number
}

/** What the page knows before it shows anything. */
export interface PageIndex {
  readonly version: 1
  readonly title: string
  /** Longest side of any image in it, in pixels. */
  readonly maxSide: number
  readonly count: number
  /** Entries in a part of the list: of one file all of them. */
  readonly part: number
  /** The first part. */
  readonly entries: readonly PageEntry[]
  /** Traces that could not be shared, and why. */
  readonly left: readonly { readonly reason: string; readonly count: number }[]
}

/** Ids of the page's elements that hold data, and the same as files of a site. */
export const pagePlaces = {
  index: 'index-data',
  trace: (n: number) => `trace-${n}`,
  image: (key: string) => `image-${key}`,
  traceFile: (n: number) => `traces/${n}.json`,
  partFile: (n: number) => `list/${n}.json`,
  imageFile: (key: string) => `images/${key}.webp`,
} as const

/** Longest sides that may be chosen. */
export const imageSides = { least: 256, most: 8192, usual: 1600 } as const
