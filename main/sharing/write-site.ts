/**
 * Traces as a site for any web host: one document, and beside it a file for each trace, each image, and each further part of the list. Made
 * in a folder beside its goal and renamed into place.
 */
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure, throwIfCancelled } from '../../app/failure'
import { pagePlaces, type PageEntry, type PageIndex } from '../../app/sharing/page'
import { diskFailure, isKept } from '../store/folder'
import { removeBeside } from '../store/own-folder'
import { eachTrace } from './each-trace'
import { dataElement, pageCode, pageEnd, pageHead } from './page-html'
import type { ShareResult, Sharing } from './share'
import { createPictures } from './traces'

/** Entries in a part of the list: the first comes with the document. */
const partSize = 250

/** Says that a folder is such a site: only one is ever written over. */
const markName = 'relook-site.json'

/** Writes the folder. `replace`: an earlier site there goes. @throws Failure `bad-input`, `cancelled`, `disk-full`. */
export async function writeSite(
  sharing: Sharing,
  { to, replace }: { readonly to: string; readonly replace: boolean },
): Promise<ShareResult> {
  await checkGoal(to, replace)
  const part = `${to}.relook-part`
  try {
    await removeBeside(part)
    for (const name of ['traces', 'images', 'list']) await mkdir(join(part, name), { recursive: true })
    const { bytes, ...made } = await writeAll(sharing, part)
    await put(part, to)
    return { path: to, bytes, ...made }
  } catch (error) {
    await removeBeside(part).catch(() => undefined)
    throw diskFailure(error, to)
  }
}

/** In the place of an earlier one, which goes only when this one is there. */
async function put(part: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  const old = `${to}.relook-old`
  await removeBeside(old)
  if (await isKept(to)) await rename(to, old)
  await rename(part, to)
  await removeBeside(old)
}

async function checkGoal(to: string, replace: boolean): Promise<void> {
  if (!(await isKept(to)) || (await readdir(to).catch(() => [''])).length === 0) return
  if (!replace)
    throw new Failure('bad-input', `There is something at ${to} already. Say --replace to write over a site.`)
  if (!(await isKept(join(to, markName))))
    throw new Failure('bad-input', `What is at ${to} is no site that Relook wrote. It was left alone.`)
}

async function writeAll(sharing: Sharing, folder: string) {
  const { signal } = sharing
  let bytes = 0
  const put = async (name: string, data: string | Uint8Array) => {
    throwIfCancelled(signal)
    await writeFile(join(folder, name), data)
    bytes += typeof data === 'string' ? Buffer.byteLength(data) : data.length
  }
  const pictures = createPictures(sharing, (key, image) => put(pagePlaces.imageFile(key), image))
  const { entries, left } = await eachTrace(sharing, pictures, (trace, n) =>
    put(pagePlaces.traceFile(n), JSON.stringify(trace)),
  )
  await writeDocument(sharing, { entries, left, put })
  return { traces: entries.length, images: pictures.count(), left, bytes }
}

interface Listed {
  readonly entries: readonly PageEntry[]
  readonly left: Readonly<Record<string, number>>
  readonly put: (name: string, data: string) => Promise<void>
}

async function writeDocument({ title, maxSide }: Sharing, { entries, left, put }: Listed): Promise<void> {
  const code = await pageCode()
  for (let n = 1; n * partSize < entries.length; n++)
    await put(pagePlaces.partFile(n), JSON.stringify(entries.slice(n * partSize, (n + 1) * partSize)))
  const index: PageIndex = {
    ...{ version: 1, title, maxSide, count: entries.length, part: partSize },
    entries: entries.slice(0, partSize),
    left: Object.entries(left).map(([reason, count]) => ({ reason, count })),
  }
  const data = dataElement(pagePlaces.index, index)
  await put(markName, `${JSON.stringify({ 'relook-site': 1, traces: entries.length })}\n`)
  await put('index.html', pageHead(code, { title, site: true }) + data + pageEnd(code))
}
