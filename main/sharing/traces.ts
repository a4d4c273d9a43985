/** A project as a trace of a shared page, and its images made: each once, under the hash of its bytes. Knows no page and no site. */
import { createHash } from 'node:crypto'
import { viewAddress } from '../../app/addresses'
import { Failure, throwIfCancelled } from '../../app/failure'
import { given } from '../../app/given'
import type { PageImage, PageTrace } from '../../app/sharing/page'
import { sharedImage, sharedProject, type ShareScope } from '../../app/sharing/shared-project'
import { missingImage } from '../../app/trace/image'
import type { Project } from '../../app/trace/project'
import type { View } from '../../app/trace/step'
import type { Sharing } from './share'

/** Images of a page. */
export interface Pictures {
  /** An image, or a view of it; undefined where it no longer exists or the view lies outside. */
  readonly of: (id: string, view?: View) => Promise<PageImage | undefined>
  /** Different ones so far. */
  readonly count: () => number
}

type Making = Pick<Sharing, 'images' | 'renderShared' | 'maxSide' | 'signal'>

/** Makes images; `keep` is given each that is new. What traces share is made once. */
export function createPictures(
  { images, renderShared, maxSide, signal }: Making,
  keep: (key: string, bytes: Uint8Array) => Promise<void>,
): Pictures {
  const kept = new Set<string>()
  const made = new Map<string, PageImage | undefined>()
  const make = async (id: string, view: View | undefined): Promise<PageImage | undefined> => {
    throwIfCancelled(signal)
    try {
      const { bytes, width, height } = await renderShared(await images.path(id), {
        maxSide,
        ...given({ view }),
      })
      const key = createHash('sha256').update(bytes).digest('hex').slice(0, 24)
      if (!kept.has(key)) await keep(key, bytes)
      kept.add(key)
      return { key, width, height }
    } catch (error) {
      // The page says so at its place.
      if (error instanceof Failure && (error.code === 'not-found' || error.code === 'bad-input'))
        return undefined
      throw error
    }
  }
  return {
    of: async (id, view) => {
      if (id === missingImage) return undefined
      const name = view === undefined ? id : `${id} ${viewAddress(view)}`
      if (!made.has(name)) made.set(name, await make(id, view))
      return made.get(name)
    },
    count: () => kept.size,
  }
}

/** The trace. @throws Failure `bad-input` where nothing of the project is to be shown, `cancelled`. */
export async function pageTrace(project: Project, shown: ShareScope, pictures: Pictures): Promise<PageTrace> {
  const shared = sharedProject(project, shown)
  const image = (await pictures.of(project.image.id)) ?? null
  const crops: Record<string, PageImage> = {}
  for (const step of Object.values(shared.steps)) {
    if (step.type !== 'observation') continue
    const id = step.view.image === sharedImage ? project.image.id : step.view.image
    const crop = await pictures.of(id, step.view)
    if (crop !== undefined) crops[viewAddress(step.view)] = crop
  }
  return { project: shared, image, crops }
}
