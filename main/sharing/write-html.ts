/**
 * Traces as one HTML file that needs nothing else: written trace by trace, so that no more than one stands in memory; whole, or not
 * there.
 */
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure, throwIfCancelled } from '../../app/failure'
import { pagePlaces, type PageEntry, type PageIndex } from '../../app/sharing/page'
import { pageEntry } from '../../app/sharing/shared-project'
import { diskFailure, temporaryOf } from '../store/folder'
import { dataElement, pageCode, pageEnd, pageHead } from './page-html'
import type { Shared, Sharing } from './share'
import { createPictures, pageTrace } from './traces'

/** More than this in one file is nothing a browser opens well. */
const mostTraces = 1000

/** Writes the file. @throws Failure `bad-input` where nothing can be shared, `cancelled`, `disk-full`. */
export async function writeHtml(sharing: Sharing, to: string): Promise<Shared> {
  if (sharing.source.total() > mostTraces)
    throw new Failure(
      'bad-input',
      `One HTML file takes ${mostTraces.toLocaleString('en')} traces; these are ${sharing.source.total().toLocaleString('en')}. Share them as a site.`,
    )
  const part = temporaryOf(to)
  try {
    await mkdir(dirname(to), { recursive: true })
    const file = await open(part, 'w')
    const made = await writeTo(file, sharing)
    await rename(part, to)
    return { path: to, bytes: (await stat(to)).size, ...made }
  } catch (error) {
    await rm(part, { force: true })
    throw diskFailure(error, to)
  }
}

async function writeTo(file: FileHandle, sharing: Sharing) {
  try {
    return await writeAll(sharing, async (text) => {
      throwIfCancelled(sharing.signal)
      await file.writeFile(text)
    })
  } finally {
    await file.close()
  }
}

async function writeAll(sharing: Sharing, write: (text: string) => Promise<void>) {
  const { source, title, maxSide, shown, signal, progress } = sharing
  const code = await pageCode()
  await write(pageHead(code, { title, site: false }))
  const pictures = createPictures(sharing, (key, bytes) => {
    const address = `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`
    return write(dataElement(pagePlaces.image(key), address))
  })
  const entries: PageEntry[] = []
  const left: Record<string, number> = {}
  let done = 0
  for await (const { project, problem } of source.each(0, signal)) {
    try {
      if (project === undefined) throw new Failure('bad-input', problem ?? 'It cannot be read.')
      const trace = await pageTrace(project, shown, pictures)
      await write(dataElement(pagePlaces.trace(entries.length), trace))
      entries.push(pageEntry(trace.project))
    } catch (error) {
      addReason(left, error)
    }
    progress(++done, Math.max(done, source.total()))
  }
  if (entries.length === 0) throw nothingLeft(left)
  const index: PageIndex = {
    ...{ version: 1, title, maxSide, count: entries.length, part: entries.length, entries },
    left: Object.entries(left).map(([reason, count]) => ({ reason, count })),
  }
  await write(dataElement(pagePlaces.index, index))
  await write(pageEnd(code))
  return { traces: entries.length, images: pictures.count(), left }
}

/** Counts why a trace is left out; anything but its own fault is thrown on. */
export function addReason(left: Record<string, number>, error: unknown): void {
  const own = error instanceof Failure && (error.code === 'bad-input' || error.code === 'image-unreadable')
  if (!own) throw error
  left[error.message] = (left[error.message] ?? 0) + 1
}

/** Said where no trace could be shared. */
export function nothingLeft(left: Readonly<Record<string, number>>): Failure {
  const [reason] = Object.keys(left)
  return new Failure(
    'bad-input',
    reason === undefined ? 'There is nothing to share.' : `There is nothing to share: ${reason}`,
  )
}
