/** Files in: chosen, dropped or pasted. Bytes go up by address; the contract only hears of ids. Knows no React. */
import { Failure } from '../../../app/failure'
import { longestText } from '../../../app/host'
import { openedWords } from '../../words/sharing'
import type { CollectionsService } from '../collections/collections-service'
import { openCollectionOf } from '../collections/open-collection'
import type { Context, Transfer } from '../context'
import type { DocumentService } from '../document/document-service'
import { attempt, dismiss, notify } from '../notices/notices'
import type { RolloutsService } from '../rollouts/rollouts-service'
import { isIn } from '../view/mode'
import { pathOfDrop, uploadTogether, type PlacedFile } from './uploads'
import { t } from '../../language/text'

/** What the browser's own dialog is to offer: one image, files of traces with images, a folder of images. */
export type Pick = 'image' | 'traces' | 'pictures'

/** Kinds the host opens, and HEIC, so that it can say what to do with one. */
const types = ['png', 'jpeg', 'webp', 'gif', 'bmp', 'tiff', 'avif', 'heic'].map((kind) => `image/${kind}`)

/** What a file input may offer. */
export const acceptedTypes = types.join(',')

/** Who opens what was brought in. */
interface Openers {
  readonly document: DocumentService
  readonly collections: CollectionsService
  readonly rollouts: RolloutsService
}

/** What brings files in and opens them. */
export function createFilesService(context: Context, openers: Openers) {
  const { document, collections, rollouts } = openers
  const { bring, cancel } = createUploads(context)

  const openFrom = openingOf(context, openers)
  const importImage = async (file: File) => {
    const name = file.name === '' ? t('pasted image') : file.name
    const made = await bring(name, async (transfer) => {
      // Which kinds can be opened the host knows, by content.
      if (file.type !== '' && !file.type.startsWith('image/'))
        throw new Failure('bad-input', `“${name}” is not an image.`)
      return context.host.createProject({ source: await sourceOf(context, file, transfer), title: name })
    })
    if (made !== undefined) document.open(made.project)
  }
  /** All go to one upload, the files of traces first. */
  const uploadAll = (files: readonly PlacedFile[]) => {
    const sorted = files.toSorted((a, b) => Number(isImage(a.file)) - Number(isImage(b.file)))
    const name =
      sorted.length === 1
        ? (sorted[0]?.file.name ?? '')
        : t('{n, plural, one {# file} other {# files}}', { n: sorted.length })
    return bring(name, (transfer) => uploadTogether(context, sorted, transfer))
  }
  const openTraces = async (files: readonly PlacedFile[]) => {
    const path = pathOfDrop(context, files)
    if (path !== undefined) return openFrom({ type: 'path', path })
    const upload = await uploadAll(files)
    if (upload !== undefined) await openFrom({ type: 'upload', upload })
  }
  const bringPictures = async (files: readonly PlacedFile[]) => {
    const path = pathOfDrop(context, files)
    if (path !== undefined && files.length > 1) return collections.relinkPictures({ type: 'path', path })
    const upload = await uploadAll(files.filter(({ file }) => isImage(file)))
    if (upload !== undefined) await collections.relinkPictures({ type: 'upload', upload })
  }
  return {
    importImage,
    /** A text was pasted that no field takes; nothing of it is kept. */
    tellTooLong: (length: number) => tellTooLong(context, length),
    openTraces,
    /** Images for the open file of traces, from the browser's folder dialog or dropped. */
    bringPictures,
    /** What was dropped: an image, images that are missing, or files of traces with what lies beside them. */
    bring: async (files: readonly PlacedFile[]) => {
      const [first] = files
      if (first === undefined) return
      if (isIn(context.get(), 'rollouts') || files.some(({ file }) => isDumpName(file.name)))
        return rollouts.openFiles(files)
      if (!files.every(({ file }) => isImage(file))) return openTraces(files)
      const missing = openCollectionOf(context.get())?.missing ?? 0
      if (context.get().collections.id !== undefined && (files.length > 1 || missing > 0))
        return bringPictures(files)
      if (files.length === 1) return importImage(first.file)
      notify(context, { place: 'import', tone: 'info', message: tooManyImages(files.length) })
    },
    cancel,
    ...choosing(context, openers, openFrom),
  }
}

/** An image of this machine is read where it lies; any other is sent. */
async function sourceOf(context: Context, file: File, transfer: Transfer) {
  const path = context.pathOf(file)
  if (path) return { type: 'path', path } as const
  return { type: 'image', image: await context.upload(file, transfer) } as const
}

function tooManyImages(n: number): string {
  return t('These are {n} images. Drop one to ask about it, or all of them with their file of traces.', { n })
}

/** Opens a file as what it is: traces, or projects that somebody shared, of which the first is shown. */
function openingOf(context: Context, { document, collections }: Openers) {
  return async (source: Parameters<CollectionsService['openFrom']>[0]): Promise<void> => {
    const shared = await collections.openFrom(source)
    const [first] = shared
    if (first === undefined) return
    document.open(first.project)
    const words = openedWords(shared)
    if (words !== undefined) notify(context, { place: 'import', tone: 'info', message: words })
  }
}

/** One thing is brought in at a time; a new one takes the place of what is still under way. */
function createUploads(context: Context) {
  const { set } = context
  let uploading: AbortController | undefined
  return {
    bring: async <T>(name: string, work: (transfer: Transfer) => Promise<T>): Promise<T | undefined> => {
      uploading?.abort()
      const own = new AbortController()
      uploading = own
      const progress = (done: number) => {
        if (!own.signal.aborted) set({ files: { upload: { name, done } } })
      }
      progress(0)
      const made = await attempt(context, 'import', () => work({ signal: own.signal, progress }))
      if (own.signal.aborted) return undefined
      set({ files: { upload: undefined } })
      return made
    },
    cancel: () => {
      uploading?.abort()
      set({ files: { upload: undefined } })
      dismiss(context, 'import')
    },
  }
}

/** Native dialogs where there are any, else the browser's own. */
function choosing(
  context: Context,
  { document, collections }: Openers,
  openFrom: ReturnType<typeof openingOf>,
) {
  const { host, get } = context
  let pick: (what: Pick) => void = () => undefined
  const hasDialogs = () => get().host.about?.dialogs === true
  return {
    /** Who shows the browser's own file dialog. */
    setPicker: (show: (what: Pick) => void) => {
      pick = show
    },
    openImage: async () => {
      if (!hasDialogs()) return pick('image')
      const made = await attempt(context, 'import', () => host.openImage({}))
      if (made !== undefined && made !== null) document.open(made.project)
    },
    /** A file of traces, chosen. */
    chooseTraces: async () => {
      if (!hasDialogs()) return pick('traces')
      await openFrom({ type: 'dialog' })
    },
    /** The folder where the missing images are, chosen. */
    choosePictures: async () => {
      if (!hasDialogs()) return pick('pictures')
      await collections.relinkPictures({ type: 'dialog' })
    },
  }
}

/** Names under which trainers write rollouts down that are no traces one by one. */
function isDumpName(name: string): boolean {
  return /^(rollouts|completions)\.jsonl$/i.test(name)
}

/** By type, and by name where the browser does not know the type. */
function isImage(file: File): boolean {
  return file.type.startsWith('image/') || /\.(png|jpe?g|webp|gif|bmp|tiff?)$/i.test(file.name)
}

function tellTooLong(context: Context, length: number): void {
  notify(context, {
    place: 'window',
    tone: 'error',
    message: t(
      'The pasted text has {pasted, number} characters; a field takes {most, number}. Save it as a file and open that.',
      { pasted: length, most: longestText },
    ),
  })
}
