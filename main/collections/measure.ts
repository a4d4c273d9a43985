/**
 * The size of the image a trace is about, from the image itself. Where that takes long (a network drive), rows are left
 * for a second pass so that the list and the search are not held up.
 */
import { LRUCache } from 'lru-cache'
import type { Size } from '../../app/geometry/box'
import type { ForeignTrace, ImageSource } from '../../app/formats'
import type { ImageRef } from '../../app/trace/project'
import { turnsImages } from './image-reader'
import { unnamedIn } from './beside'
import { sizeOfBase64, sizeOfBytes, sizeOfFile } from './image-size'
import type { ImageFinder } from './images'

/** What is known of a trace's image. `done` false: it was not looked for. */
export interface ImageFacts {
  readonly size: Size | undefined
  readonly missing: boolean
  readonly done: boolean
}

/** `patient`: however long it takes. `dialect`: as a person chose it, before what the file says. */
export interface HowMeasured {
  readonly patient?: boolean
  readonly dialect?: string | undefined
}

export interface Measurer {
  /** `near`: the folder of its file. */
  readonly measure: (trace: ForeignTrace, near: string, how?: HowMeasured) => ImageFacts
}

/** Average milliseconds a look at an image may take in the first pass. */
const patience = 0.4
const remembered = 20_000

/** What a measurer looks with. */
export interface MeasurerParts {
  readonly finder: ImageFinder
  /** Images of addresses that a person fetched. */
  readonly fetched: (url: string) => Size | undefined
  /** Whether the data folder has the image of this id: what opening a tree of Relook's own would find (base.ts). */
  readonly isKept: (id: ImageRef['id']) => boolean
  readonly now: () => number
}

/** A measurer over a finder. */
export function createMeasurer({ finder, fetched, isKept, now }: MeasurerParts): Measurer {
  const sizes = new LRUCache<string, ImageFacts>({ max: remembered })
  let looked = 0
  let spent = 0
  const measured = (source: ImageSource, near: string, turns: boolean): ImageFacts => {
    switch (source.type) {
      case 'inline':
        return found(sizeOfBase64(source.base64, turns))
      case 'bytes':
        return found(sizeOfBytes(source.bytes, turns))
      case 'url': {
        // Not missing: it is somewhere, and a click away.
        return { size: fetched(source.url), missing: false, done: true }
      }
      case 'path': {
        const unnamed = unnamedIn(source)
        const name = unnamed === undefined ? source.path : `\0${JSON.stringify(unnamed)}`
        const key = `${near}\0${String(turns)}\0${name}`
        const before = sizes.get(key)
        if (before !== undefined) return before
        const path = finder.near(near).find(source.path, unnamed)
        // Until the folders were listed, a bare name may still be found in one of them.
        if (path === undefined && !finder.prepared()) return { size: undefined, missing: false, done: false }
        const facts =
          path === undefined ? { size: undefined, missing: true, done: true } : found(sizeOfFile(path, turns))
        sizes.set(key, facts)
        return facts
      }
    }
  }
  return {
    measure: (trace, near, { patient = false, dialect } = {}) => {
      const source = trace.images[trace.main ?? 0]
      const own = trace.tree?.image
      if (source === undefined) return own === undefined ? found(undefined) : ownFacts(own, isKept(own.id))
      if (!patient && looked > 200 && spent / looked > patience)
        return { size: undefined, missing: false, done: false }
      const start = now()
      const named = measured(source, near, turnsImages(dialect ?? trace.dialect))
      // A tree says what its image is: one that this data folder has is the same, wherever its file went.
      const facts = named.missing && own !== undefined ? ownFacts(own, isKept(own.id)) : named
      looked++
      spent += now() - start
      return facts
    },
  }
}

function ownFacts({ width, height }: Size, kept: boolean): ImageFacts {
  return kept ? found({ width, height }) : { size: undefined, missing: true, done: true }
}

function found(size: Size | undefined): ImageFacts {
  return { size, missing: false, done: true }
}
