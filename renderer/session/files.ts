/** Files in: chosen, dropped or pasted. Bytes go up by address; the contract only hears of ids. */
import { Failure } from '../../app/failure'
import type { CollectionActions } from './collections'
import type { RolloutActions } from './rollouts'
import { attempt, dismiss, notify, type Context } from './context'

export type FileActions = ReturnType<typeof fileActions>

/** A file with the folders it was dropped in: `images/1.png`. */
export interface Placed {
  readonly file: File
  readonly path: string
}

/** What the browser's own dialog is to offer: one picture, files of traces with pictures, a folder of pictures. */
export type Pick = 'image' | 'traces' | 'pictures'

const types = ['image/png', 'image/jpeg', 'image/webp']

/** What a file input may offer. */
export const acceptedTypes = types.join(',')

/** Names under which trainers write rollouts down that are no traces one by one. */
function isDumpName(name: string): boolean {
  return /^(rollouts|completions)\.jsonl$/i.test(name)
}

/** Actions that bring files in and open them. */
export function fileActions(
  context: Context,
  open: { [K in 'openProject' | 'openCollectionFrom' | 'relinkPictures']: CollectionActions[K] } & {
    readonly openDumpFiles: RolloutActions['openDumpFiles']
  },
) {
  const { host, set, get } = context
  let uploading: AbortController | undefined
  let pick: (what: Pick) => void = () => undefined

  /** One thing is brought in at a time; a new one takes the place of what is still under way. */
  const bring = async <T>(name: string, work: (own: Bringing) => Promise<T>): Promise<T | undefined> => {
    uploading?.abort()
    const own = new AbortController()
    uploading = own
    set({ upload: { name, done: 0 } })
    const progress = (done: number) => {
      if (!own.signal.aborted) set({ upload: { name, done } })
    }
    const made = await attempt(context, 'import', () => work({ signal: own.signal, progress }))
    if (own.signal.aborted) return undefined
    set({ upload: undefined })
    return made
  }

  const importFile = async (file: File) => {
    const name = file.name === '' ? 'pasted image' : file.name
    const made = await bring(name, async ({ progress, signal }) => {
      if (file.type !== '' && !types.includes(file.type))
        throw new Failure('bad-input', `“${name}” is not a PNG, JPEG or WebP image.`)
      const image = await context.upload(file, progress, signal)
      return host.createProject({ source: { type: 'image', image }, title: name })
    })
    if (made !== undefined) open.openProject(made.project)
  }

  /** All go to one upload, the files of traces first. */
  const uploadAll = (files: readonly Placed[]) => {
    const sorted = files.toSorted((a, b) => Number(isPicture(a.file)) - Number(isPicture(b.file)))
    const name = sorted.length === 1 ? (sorted[0]?.file.name ?? '') : `${sorted.length} files`
    return bring(name, (own) => sendAll(context, sorted, own))
  }

  const openTraces = async (files: readonly Placed[]) => {
    const [only] = files
    const path = files.length === 1 && only !== undefined ? context.pathOf(only.file) : undefined
    if (path !== undefined && path !== '') return open.openCollectionFrom({ type: 'path', path })
    const upload = await uploadAll(files)
    if (upload !== undefined) await open.openCollectionFrom({ type: 'upload', upload })
  }

  const relink = async (files: readonly Placed[]) => {
    const upload = await uploadAll(files.filter(({ file }) => isPicture(file)))
    if (upload !== undefined) await open.relinkPictures({ type: 'upload', upload })
  }

  return {
    importFile,
    openTraceFiles: openTraces,
    /** Pictures for the open file of traces, from the browser's folder dialog or dropped. */
    bringPictures: relink,
    /** What was dropped: a picture, pictures that are missing, or files of traces with what lies beside them. */
    bringFiles: async (files: readonly Placed[]) => {
      const [first] = files
      if (first === undefined) return
      if (get().rolling || files.some(({ file }) => isDumpName(file.name))) return open.openDumpFiles(files)
      if (!files.every(({ file }) => isPicture(file))) return openTraces(files)
      if (get().collectionId !== undefined && (files.length > 1 || missesPictures(context)))
        return relink(files)
      if (files.length === 1) return importFile(first.file)
      notify(context, {
        place: 'import',
        tone: 'info',
        message: `These are ${files.length} pictures. Drop one to ask about it, or all of them with their file of traces.`,
      })
    },
    cancelImport: () => {
      uploading?.abort()
      set({ upload: undefined })
      dismiss(context, 'import')
    },
    /** Who shows the browser's own file dialog. */
    setFilePicker: (show: (what: Pick) => void) => {
      pick = show
    },
    /** The selected branch as JSON: where the native dialog says, else as a download. */
    saveRun: async () => {
      const { projectId: project, branch } = get()
      if (project === undefined || branch === undefined) return
      const saved = await attempt(context, 'step', () => host.saveRun({ project, branch }))
      if (saved?.type === 'download') context.download(saved.name, saved.text)
      if (saved?.type === 'saved')
        notify(context, { place: 'step', tone: 'info', message: `Saved as ${saved.path}` })
    },
    /** The native dialog; where there is none, the browser's. */
    openImage: async () => {
      if (get().about?.dialogs !== true) return pick('image')
      const made = await attempt(context, 'import', () => host.openImage({}))
      if (made !== undefined && made !== null) open.openProject(made.project)
    },
    /** A file of traces, chosen. */
    chooseTraces: async () => {
      if (get().about?.dialogs !== true) return pick('traces')
      await open.openCollectionFrom({ type: 'dialog' })
    },
    /** The folder where the missing pictures are, chosen. */
    choosePictures: async () => {
      if (get().about?.dialogs !== true) return pick('pictures')
      await open.relinkPictures({ type: 'dialog' })
    },
  }
}

interface Bringing {
  readonly signal: AbortSignal
  readonly progress: (done: number) => void
}

/** One after the other: the bytes of the first decide where the rest goes. */
async function sendAll(
  { uploadBeside }: Context,
  files: readonly Placed[],
  { signal, progress }: Bringing,
): Promise<string> {
  const all = files.reduce((sum, { file }) => sum + file.size, 0)
  let before = 0
  let upload: string | undefined
  for (const { file, path } of files) {
    const place = { name: path, ...(upload === undefined ? {} : { upload }) }
    const tell = (bytes: number) => progress(all === 0 ? 1 : (before + bytes) / all)
    upload = await uploadBeside(file, place, tell, signal)
    before += file.size
  }
  if (upload === undefined) throw new Failure('bad-input', 'There is no picture in this folder.')
  return upload
}

/** By type, and by name where the browser does not know the type. */
function isPicture(file: File): boolean {
  return file.type.startsWith('image/') || /\.(png|jpe?g|webp|gif|bmp|tiff?)$/i.test(file.name)
}

function missesPictures({ get }: Context): boolean {
  const { collections, collectionId } = get()
  return (collections?.find((c) => c.id === collectionId)?.missing ?? 0) > 0
}
