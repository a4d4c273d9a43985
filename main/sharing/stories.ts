/** Traces of a source as stories, with the files of their images: for figures and films. Nothing private goes along. Knows no format. */
import { Failure } from '../../app/failure'
import { sharedImage, sharedProject } from '../../app/sharing/shared-project'
import { storyImages } from '../../app/story/images'
import { storyOf } from '../../app/story/story'
import { missingImage } from '../../app/trace/image'
import type { Project } from '../../app/trace/project'
import type { StorySource } from '../figures/story-images'
import type { Sharing } from './share'
import { addReason, nothingLeft } from './each-trace'

/** Which traces: only this one, from 1, or as many as may be. */
export interface WantedTraces {
  readonly trace: number | undefined
  readonly most: number
}

/** The stories, and what was left out. @throws Failure `bad-input` for more than may be, or none. */
export async function storiesOf(
  sharing: Pick<Sharing, 'source' | 'images' | 'shown' | 'signal'>,
  { trace, most }: WantedTraces,
): Promise<{ readonly sources: readonly StorySource[]; readonly left: Readonly<Record<string, number>> }> {
  const { source, signal } = sharing
  const total = source.total()
  if (trace !== undefined && trace > total)
    throw new Failure(
      'bad-input',
      `There is no trace ${trace}: there ${total === 1 ? 'is one' : `are ${total}`}.`,
    )
  if (trace === undefined && total > most)
    throw new Failure(
      'bad-input',
      most === 1
        ? `This is made of one trace, and these are ${total}. Say which: open it in the window, or give --trace N.`
        : `One file takes ${most} traces; these are ${total}. Say which: open it in the window, or give --trace N.`,
    )
  const sources: StorySource[] = []
  const left: Record<string, number> = {}
  for await (const { project, problem } of source.each((trace ?? 1) - 1, signal)) {
    try {
      if (project === undefined) throw new Failure('bad-input', problem ?? 'It cannot be read.')
      sources.push(await storySource(project, sharing))
    } catch (error) {
      addReason(left, error)
    }
    if (trace !== undefined) break
  }
  if (sources.length === 0) throw nothingLeft(left)
  return { sources, left }
}

async function storySource(
  project: Project,
  { images, shown }: Pick<Sharing, 'images' | 'shown'>,
): Promise<StorySource> {
  const shared = sharedProject(project, shown)
  const [branch] = shared.branches
  if (branch === undefined) throw new Failure('bad-input', 'It has no branch to show.')
  const story = storyOf(shared, branch)
  const files: Record<string, string> = {}
  for (const { view } of storyImages(story)) {
    const id = view?.image ?? sharedImage
    const own = id === sharedImage ? project.image.id : id
    if (files[id] !== undefined || own === missingImage) continue
    const path = await images.path(own).catch(onlyMissing)
    if (path !== undefined) files[id] = path
  }
  return { story, files }
}

/** An image that no longer exists leaves its place empty, and that is said. */
function onlyMissing(error: unknown): undefined {
  if (error instanceof Failure && error.code === 'not-found') return undefined
  throw error
}
