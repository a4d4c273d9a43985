/**
 * Real runs of real models on photos that ship with the app, as their projects published them: read as any file of traces is, played on the
 * home page, and kept as a project once one is opened. Knows no window and no model.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { formats, type Format } from '../../app/formats'
import { detect } from '../../app/formats/detect'
import { traceProject } from '../../app/formats/project'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import type { RecordedRun } from '../../app/host/gallery'
import type { Change } from '../../app/trace/change'
import { replay } from '../../app/trace/replay'
import type { ImageRef } from '../../app/trace/project'
import { sizeOfBytes } from '../collections/image-size'
import type { Store } from '../store/store'

/** Plain names: never a way out of the folder. */
const name = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/)
const schema = z.array(
  z.object({
    id: name,
    title: z.string().min(1),
    model: z.string().min(1),
    /** Whose run it is, the licence it may be shown under, and where it was published. */
    credit: z.string().min(1),
    licence: z.string().min(1),
    source: z.string().min(1),
    /** What must be said beside it. */
    note: z.string().optional(),
    image: name,
    /** Where the words alone could be two families': whose they are. */
    dialect: z.string().optional(),
    /** The row as a file of the field would hold it, in the model's own words. */
    record: z.unknown(),
  }),
)
type Entry = z.infer<typeof schema>[number]

export interface RecordedRuns {
  readonly list: () => Promise<readonly RecordedRun[]>
  /** Path of a run's image. @throws Failure `not-found` for anything else. */
  readonly path: (file: string) => Promise<string>
  /** Keeps the run as a project; the same one each time. @throws Failure `not-found`. */
  readonly open: (id: string) => Promise<{ readonly project: string }>
}

/** The recorded runs of a folder with a `gallery.json`. A folder without one has none. */
export function createGallery(folder: string, store: Pick<Store, 'images' | 'projects'>): RecordedRuns {
  let read: Promise<readonly Entry[]> | undefined
  let listed: Promise<readonly RecordedRun[]> | undefined
  const entries = () =>
    (read ??= readFile(join(folder, 'gallery.json'), 'utf8')
      .catch(() => '[]')
      .then((text) => schema.parse(JSON.parse(text))))
  const find = async (is: (entry: Entry) => boolean, what: string): Promise<Entry> => {
    const entry = (await entries()).find(is)
    if (entry === undefined) throw new Failure('not-found', 'There is no such recorded run.', what)
    return entry
  }
  return {
    // What ships does not change while the app runs.
    list: () =>
      (listed ??= entries().then((all) => Promise.all(all.map((entry) => recordedRun(entry, folder))))),
    path: async (file) => join(folder, (await find((e) => e.image === file, file)).image),
    open: async (id) => {
      const entry = await find((e) => e.id === id, id)
      const image = await store.images.add({ path: join(folder, entry.image) }, entry.image)
      const project = projectId(entry)
      const lines = changesOf(entry, image).map((change) => JSON.stringify(change))
      await store.projects.receive(project, lines)
      return { project }
    },
  }
}

/** Made of what the run is: another text is another project, and what was changed about the old one stays. */
function projectId({ id, record }: Entry): string {
  return `g-${id}-${createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 12)}`
}

async function recordedRun(entry: Entry, folder: string): Promise<RecordedRun> {
  const bytes = await readFile(join(folder, entry.image))
  const size = sizeOfBytes(bytes)
  if (size === undefined) throw new Failure('image-unreadable', 'The image of a recorded run cannot be read.')
  const hash = createHash('sha256').update(bytes).digest('hex')
  const project = replay(changesOf(entry, { id: hash, name: entry.image, bytes: bytes.length, ...size }))
  if (project === undefined) throw new Error('A project without a beginning.')
  const { id, title, model, credit, licence, source, note } = entry
  const url = `gallery/${encodeURIComponent(entry.image)}`
  return { id, title, model, credit, licence, source, ...given({ note }), url, project }
}

/** What the run's journal begins with: its record read by the format it is of. */
function changesOf(entry: Entry, image: ImageRef): readonly Change[] {
  const format: Format | undefined = detect([entry.record])[0]?.format ?? formats[0]
  const parsed = format?.parse(entry.record)
  const trace = parsed?.ok === true ? parsed.value[0] : undefined
  if (trace === undefined) throw new Failure('bad-input', 'A recorded run cannot be read.', entry.id)
  const project = { id: projectId(entry), title: entry.title, name: entry.model, at: 0 }
  const changes = traceProject(trace, { ...project, pictures: [image], ...given({ dialect: entry.dialect }) })
  return changes.map((change) =>
    change.type === 'branch-added' ? { ...change, branch: { ...change.branch, model: entry.model } } : change,
  )
}
