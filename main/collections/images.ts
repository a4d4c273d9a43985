/**
 * Finds the image a record names: as written, below the folders it may lie in with its leading folders dropped one by
 * one, at last by its bare name. Never leaves those folders, by `..` or by a link, unless any file may be named.
 */
import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LRUCache } from 'lru-cache'
import { isInside, realPath } from '../store/access'
import { imageBesides, isImageName, statOf, type UnnamedImage } from './beside'

/** Where images may lie. */
export interface ImageFolders {
  /** Searched in this order: chosen folders first, then the file's own. */
  readonly folders: readonly string[]
  /** Whether absolute names and links out of the folders are followed (not for a browser). */
  readonly anywhere: boolean
}

/** Finds images by name. */
export interface ImageFinder {
  /** Absolute path of the image (`unnamed`: not named, see `pictureBesides`); undefined when it is nowhere. */
  readonly find: (name: string, unnamed?: UnnamedImage) => string | undefined
  /** Lists the folders once, so that `find` knows bare names, too. */
  readonly prepare: (signal: AbortSignal) => Promise<void>
  readonly prepared: () => boolean
  /** The same, with what lies beside a file of a folder first: `images/1.jpg` of one file is not that of another. */
  readonly near: (folder: string) => Pick<ImageFinder, 'find'>
}

/** Names listed at most, and how deep. Beyond that only names as written are found. */
const listLimit = 200_000
const depthLimit = 8

/** A finder over some folders. */
export function createFinder(options: ImageFolders): ImageFinder {
  return new Finder(options)
}

class Finder implements ImageFinder {
  readonly #anywhere: boolean
  readonly #roots: readonly string[]
  readonly #realRoots: readonly string[]
  readonly #folderThere = new Map<string, boolean>()
  readonly #known = new LRUCache<string, string>({ max: 20_000 })
  readonly #beside = new LRUCache<string, Pick<ImageFinder, 'find'>>({ max: 1000 })
  #listed: ReadonlyMap<string, readonly string[]> | undefined
  #ends: ReadonlyMap<string, readonly string[]> | undefined

  constructor({ folders, anywhere }: ImageFolders) {
    this.#anywhere = anywhere
    this.#roots = [...new Set(folders)]
    this.#realRoots = this.#roots.map(realPath).filter((root) => root !== undefined)
  }

  find(name: string, unnamed?: UnnamedImage): string | undefined {
    if (unnamed !== undefined) return imageBesides(this.#roots, unnamed)
    const before = this.#known.get(name)
    if (before !== undefined && isFile(before)) return before
    const path = this.#search(name)
    if (path !== undefined) this.#known.set(name, path)
    return path
  }

  async prepare(signal: AbortSignal): Promise<void> {
    this.#listed ??= await list(this.#roots, signal)
  }

  prepared(): boolean {
    return this.#listed !== undefined
  }

  near(folder: string): Pick<ImageFinder, 'find'> {
    if (this.#roots.includes(folder)) return this
    const before = this.#beside.get(folder)
    if (before !== undefined) return before
    // Chosen folders stay first.
    const outer = this.#roots.findIndex((root) => isInside(root, folder))
    const folders = [...this.#roots.slice(0, Math.max(0, outer)), folder]
    const own = new Finder({ folders, anywhere: this.#anywhere })
    const both = {
      find: (name: string, unnamed?: UnnamedImage) => own.find(name, unnamed) ?? this.find(name, unnamed),
    }
    this.#beside.set(folder, both)
    return both
  }

  #search(name: string): string | undefined {
    const clean = cleaned(name)
    if (clean === undefined) return undefined
    if (isAbsolute(clean) && this.#isThere(clean)) return clean
    const parts = clean.split('/').filter((part) => part !== '' && !/^[A-Za-z]:$/.test(part))
    for (const spelling of spellings(parts))
      for (const root of this.#roots)
        for (let drop = 0; drop < Math.min(spelling.length, depthLimit); drop++) {
          const path = normalize(join(root, ...spelling.slice(drop)))
          if (this.#isThere(path)) return path
        }
    const found = closest(this.#listed?.get(keyOf(basename(clean))) ?? [], parts)
    if (found !== undefined && this.#isThere(found)) return found
    const plain = withoutEscapes(clean)
    return plain === clean ? this.#renamed(keyOf(basename(clean))) : this.#search(plain)
  }

  /**
   * The one image whose name is the end of this name, or ends with it: data sets put their own name or their split before
   * it (`train_two_col_102588.png`, `COCO_train2014_000000580957.jpg`).
   */
  #renamed(name: string): string | undefined {
    const listed = this.#listed
    if (listed === undefined) return undefined
    this.#ends ??= byEnds(listed)
    const stem = name.length - extname(name).length
    const longer = stem >= tellingLetters ? (this.#ends.get(name) ?? []) : []
    const paths = [...endsOf(name).flatMap((end) => listed.get(end) ?? []), ...longer]
    const [only] = paths
    return paths.length === 1 && only !== undefined && this.#isThere(only) ? only : undefined
  }

  #isThere(path: string): boolean {
    return this.#hasFolder(dirname(path)) && isFile(path) && this.#allowed(path)
  }

  #hasFolder(folder: string): boolean {
    const before = this.#folderThere.get(folder)
    if (before !== undefined) return before
    const is = statOf(folder)?.isDirectory() ?? false
    this.#folderThere.set(folder, is)
    return is
  }

  #allowed(path: string): boolean {
    if (this.#anywhere) return true
    const at = realPath(path)
    return at !== undefined && this.#realRoots.some((root) => isInside(root, at))
  }
}

/** The one path that shares most of the name's last parts; none when two share as many: a wrong image is worse. */
function closest(paths: readonly string[], parts: readonly string[]): string | undefined {
  const ranked = paths
    .map((path) => ({ path, shared: sharedTail(path.split(sep), parts) }))
    .sort((a, b) => b.shared - a.shared)
  const [first, second] = ranked
  return first !== undefined && first.shared !== second?.shared ? first.path : undefined
}

function sharedTail(a: readonly string[], b: readonly string[]): number {
  let shared = 0
  const same = (at: number) => a.at(at)?.normalize() === b.at(at)?.normalize()
  while (shared < Math.min(a.length, b.length) && same(-1 - shared)) shared++
  return shared
}

/** A bare name as it is listed: macOS writes “é” in two letters, everybody else in one. */
function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

/** The parts as written, then in one and in two letters per accent, where that makes a difference. */
function spellings(parts: readonly string[]): readonly (readonly string[])[] {
  const forms = (['NFC', 'NFD'] as const).map((form) => parts.map((part) => part.normalize(form)))
  return [parts, ...forms.filter((form) => form.some((part, i) => part !== parts[i]))]
}

/** A name as a path with forward slashes; undefined for what cannot be one. */
function cleaned(name: string): string | undefined {
  if (name === '' || name.length > 4096 || name.includes('\0')) return undefined
  try {
    if (name.startsWith('file://')) return fileURLToPath(name)
  } catch {
    return undefined
  }
  return name.replaceAll('\\', '/')
}

/** Letters that an image's own name has at least, to be told by it alone. */
const tellingLetters = 6

/** The ends of a name from each `_` or `-` on, as far as they still tell an image. */
function endsOf(name: string): readonly string[] {
  const stem = name.length - extname(name).length
  return [...name.matchAll(/[_-]/g)].flatMap((m) =>
    stem - m.index - 1 >= tellingLetters ? [name.slice(m.index + 1)] : [],
  )
}

/** Paths by the ends of their names. */
function byEnds(listed: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const ends = new Map<string, string[]>()
  for (const [name, paths] of listed)
    for (const end of endsOf(name)) {
      const same = ends.get(end)
      // Two are as many as thousands: which one is meant cannot be told.
      if (same === undefined) ends.set(end, paths.slice(0, 2))
      else if (same.length < 2) same.push(...paths.slice(0, 1))
    }
  return ends
}

/** A name as a web address writes it (`%20`), as a file has it. */
function withoutEscapes(name: string): string {
  if (!/%[\da-f]{2}/i.test(name)) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Paths below the folders by their lower-case bare name. Links to folders are not followed. */
async function list(
  roots: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Map<string, string[]>()
  const seen = new Set<string>()
  let left = listLimit
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > depthLimit || left <= 0 || signal.aborted || seen.has(folder)) return
    seen.add(folder)
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (left-- <= 0) return
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules') await walk(path, depth + 1)
      } else if (isImageName(entry.name)) {
        const key = keyOf(entry.name)
        const same = names.get(key)
        if (same === undefined) names.set(key, [path])
        else same.push(path)
      }
    }
  }
  for (const root of roots) await walk(root, 0)
  return names
}

function isFile(path: string): boolean {
  try {
    return statOf(path)?.isFile() ?? false
  } catch {
    return false
  }
}
