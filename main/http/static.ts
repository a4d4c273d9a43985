/** The files of the built window: which file an address means, and its type. Never leaves its folder. */
import { stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Failure } from '../../app/failure'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
}

export interface StaticFile {
  readonly path: string
  readonly type: string
  /** The name holds a hash of the content. */
  readonly hashed: boolean
}

/** The file for the decoded parts of a path. @throws Failure `not-found` for anything that is not a file in the folder. */
export async function staticFile(folder: string, segments: readonly string[]): Promise<StaticFile> {
  const names = segments.length === 1 && segments[0] === '' ? ['index.html'] : segments
  const gone = new Failure('not-found', 'There is nothing at this address.')
  // A name that could climb, hide, or mean a drive or a stream is never a file of the window.
  if (!names.every((n) => /^[A-Za-z0-9_@-][A-Za-z0-9_@.-]*$/.test(n))) throw gone
  const path = join(folder, ...names)
  const type = types[extname(path)]
  const found = await stat(path).catch(() => undefined)
  if (type === undefined || !found?.isFile()) throw gone
  return { path, type, hashed: names[0] === 'assets' && /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(path) }
}
