/**
 * Which files of this machine may be named by whoever asks. A person at this machine names any; a page in a browser only what
 * the server was started with and what was opened here before. Reads no file.
 */
import { realpathSync, statSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import { Failure } from '../../app/failure'

export interface Access {
  /** Any file may be named, and links are followed wherever they lead. */
  readonly anywhere: boolean
  /** Folders among what may be named from a browser: the images of traces may lie anywhere in them. */
  readonly folders: readonly string[]
  /** Lets pass what may be named; `known`: it was opened before. @throws Failure `denied` with the advice. */
  readonly check: (path: string, asked: { readonly advice: string; readonly known?: boolean }) => void
}

/** Access to everything, or (not `anywhere`) to these files and folders. */
export function createAccess(anywhere: boolean, roots: readonly string[] = []): Access {
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return {
    anywhere,
    folders: roots.filter(isFolder),
    check: (path, { advice, known = false }) => {
      if (anywhere || known) return
      const real = realPath(path)
      if (real !== undefined && roots.some((root) => isInside(realPath(root) ?? root, real))) return
      throw new Failure('denied', `Files of the server cannot be opened by name from here. ${advice}`)
    },
  }
}

/** The path with every link in it followed; undefined where there is nothing. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** Whether a path lies in a folder (or is it). Both real. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
