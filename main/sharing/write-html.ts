/**
 * Traces as one HTML file that needs nothing else: written trace by trace, so that no more than one stands in memory; whole, or not
 * there.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { Failure, throwIfCancelled } from '../../app/failure'
import { pagePlaces, type PageIndex } from '../../app/sharing/page'
import { makeWhole, fileSize } from '../store/folder'
import { eachTrace } from './each-trace'
import { dataElement, pageCode, pageEnd, pageHead } from './page-html'
import type { ShareResult, Sharing } from './share'
import { createPictures } from './traces'

/** More than this in one file is nothing a browser opens well. */
const mostTraces = 1000

/** Writes the file. @throws Failure `bad-input` where nothing can be shared, `cancelled`, `disk-full`. */
export async function writeHtml(sharing: Sharing, to: string): Promise<ShareResult> {
  if (sharing.source.total() > mostTraces)
    throw new Failure(
      'bad-input',
      `One HTML file takes ${mostTraces.toLocaleString('en')} traces; these are ${sharing.source.total().toLocaleString('en')}. Share them as a site.`,
    )
  const made = await makeWhole(to, async (part) => writeTo(await open(part, 'w'), sharing))
  return { path: to, bytes: await fileSize(to), ...made }
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
  const { title, maxSide } = sharing
  const code = await pageCode()
  await write(pageHead(code, { title, site: false }))
  const pictures = createPictures(sharing, (key, bytes) => {
    const address = `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`
    return write(dataElement(pagePlaces.image(key), address))
  })
  const { entries, left } = await eachTrace(sharing, pictures, (trace, n) =>
    write(dataElement(pagePlaces.trace(n), trace)),
  )
  const index: PageIndex = {
    ...{ version: 1, title, maxSide, count: entries.length, part: entries.length, entries },
    left: Object.entries(left).map(([reason, count]) => ({ reason, count })),
  }
  await write(dataElement(pagePlaces.index, index))
  await write(pageEnd(code))
  return { traces: entries.length, images: pictures.count(), left }
}
