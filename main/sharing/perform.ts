/** Sharing in whichever way was asked for. Knows no window and no terminal. */
import { usualFilm, type ShareRequest, type SharedFacts } from '../../app/host/sharing'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import { unreachable } from '../../app/result'
import type { TraceSource, OpenSource } from '../exporting/source'
import type { ImageWork } from '../image-process/apart'
import type { Store } from '../store/store'
import { writeArchive } from './write-archive'
import { drawsGif, writeFilm } from './write-film'
import { writeFigure } from './write-figure'
import { addReason, nothingLeft } from './each-trace'
import { writeHtml } from './write-html'
import { writeSite } from './write-site'

/** What sharing needs. */
export interface ShareWork {
  readonly request: ShareRequest
  readonly openSource: OpenSource
  readonly store: Pick<Store, 'images' | 'projects'>
  readonly renderShared: ImageWork['renderShared']
  readonly draw: ImageWork['draw']
  readonly gif: ImageWork['gif']
  /** File, or of a site the folder. */
  readonly to: string
  /** A site that is there may go. */
  readonly replace: boolean
  /** Of Relook. */
  readonly version: string
  readonly signal: AbortSignal
  readonly progress: (done: number, total: number) => void
}

/** What was made. */
export interface ShareMade extends SharedFacts {
  readonly path: string
}

/** Makes it: whole, or nothing. @throws Failure `bad-input` where there is nothing to share, `cancelled`, `disk-full`. */
export async function performShare(work: ShareWork): Promise<ShareMade> {
  const { request, store, to, replace, signal, progress } = work
  const source = await work.openSource(request.source)
  const { title, maxSide, branch, original, format } = request
  const shown = { original, ...given({ branch }) }
  const sharing = { source, images: store.images, ...work, title, maxSide, shown, signal, progress }
  switch (format) {
    case 'html':
      return writeHtml(sharing, to)
    case 'site':
      return writeSite(sharing, { to, replace })
    case 'png':
    case 'svg':
    case 'pdf':
      return writeFigure({ ...sharing, ...figureOf(request), format, draw: work.draw }, to)
    case 'gif':
      return writeFilm(
        { ...sharing, film: request.film ?? usualFilm, trace: request.trace, draw: drawsGif(work.gif) },
        to,
      )
    case 'relook':
      return archive(work, source)
    default:
      return unreachable(format)
  }
}

/** How figures are drawn where nothing else is asked for. */
function figureOf({ figure, format, trace }: ShareRequest) {
  const of = format === 'pdf' ? ('story' as const) : ('image' as const)
  return { figure: figure ?? { of, theme: 'light' as const, labels: true, scale: 2 }, trace }
}

async function archive(
  { store, to, version, signal, progress }: ShareWork,
  source: TraceSource,
): Promise<ShareMade> {
  const projects: string[] = []
  const left: Record<string, number> = {}
  for await (const { project, problem } of source.each(0, signal)) {
    if (project !== undefined) projects.push(project.id)
    else addReason(left, new Failure('bad-input', problem ?? 'It cannot be read.'))
  }
  if (projects.length === 0) throw nothingLeft(left)
  const { bytes, images } = await writeArchive({ store, projects, to, version, signal, progress })
  return { path: to, bytes, images, traces: projects.length, left }
}
