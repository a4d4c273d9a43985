/** A group of a dump as it is opened: its image, its model, its rollouts as rewards see them. Knows no thread. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { dialectOf } from '../../app/dialects'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import type { DumpPart } from '../../app/groups/dump'
import { groupsOf } from '../../app/groups/group'
import { rolloutGroupOf } from '../../app/groups/rollouts'
import type { OpenedGroup } from '../../app/host/rollouts'
import type { ModelInfo } from '../../app/reasoning/model'
import type { Change } from '../../app/trace/change'
import { replay } from '../../app/trace/replay'
import type { ImageReader } from '../../app/trace/image-reader'
import type { ImageRef } from '../../app/trace/project'
import type { LocatedImage } from '../collections/indexer-contract'
import { imageReaderOf } from '../collections/image-reader'
import type { Engine } from '../models/engine'
import type { Images } from '../store/images'
import type { GroupContent } from './index-contract'

/** A group read from its dump, and the project it makes. */
export interface ReadGroup {
  readonly part: DumpPart
  readonly project: string
  readonly changes: readonly Change[]
  readonly image: ImageRef | undefined
  /** What the dump calls the image. */
  readonly name: string | undefined
}

/** The group as rewards see it; its tokens are the dump's own, images and the end of the turn included. */
export function openedOf({ part, project: id, changes, image, name }: ReadGroup): OpenedGroup {
  const project = replay(changes)
  const [branches] = project === undefined ? [] : groupsOf(project)
  if (project === undefined || branches === undefined)
    throw new Failure('internal', 'A group without rollouts.')
  const group = rolloutGroupOf(project, branches)
  const rollouts = group.rollouts.map((rollout, i) => {
    const { tokens, verdict } = part.rollouts[i] ?? {}
    return { ...rollout, ...given({ tokens, verdict }) }
  })
  return {
    group: { ...group, ...given({ prompt: part.prompt }), rollouts },
    project: id,
    ...given({ image, picture: name }),
  }
}

/** Step and question. */
export function dumpTitle({ step, question }: DumpPart): string {
  return `${step === undefined ? '' : `step ${step}, `}${question}`
}

/** Whose code read the image: that of the language, of Relook's own training `Image.open(…).convert` (training/rl/tasks.py). */
function readerOf({ rollouts: [first] }: DumpPart): ImageReader {
  return first?.content.type === 'trace' ? imageReaderOf(first.content.trace.dialect) : 'pillow'
}

/** Brings the image into the data folder. One that cannot be read counts as missing; it is said, never left out. */
export async function importImage(
  { part, picture }: GroupContent,
  images: Images,
): Promise<Pick<ReadGroup, 'image' | 'name'>> {
  if (picture === undefined) return { image: undefined, name: undefined }
  const bytes = await bytesOf(picture).catch(() => undefined)
  const name = picture.name === '' ? 'picture' : picture.name
  const image = bytes && (await images.add(bytes, basename(name), readerOf(part)).catch(() => undefined))
  return { image, name }
}

async function bytesOf(picture: LocatedImage): Promise<Uint8Array | undefined> {
  if (picture.type === 'file') return readFile(picture.path)
  return picture.type === 'bytes' ? picture.bytes : undefined
}

/**
 * The model a dump of Relook's own training was made with: one that runs here, speaks VLM-R³, and sees this image at the
 * size the dump says. Its budgets cut the crops as in training, and the branch can be gone on with.
 */
export async function modelOfDump(
  { frame }: DumpPart,
  image: ImageRef | undefined,
  engine: Pick<Engine, 'models'>,
): Promise<Pick<ModelInfo, 'id' | 'budgets'> | undefined> {
  if (frame === undefined || image === undefined) return undefined
  const models = await engine.models().catch(() => [])
  return models.find((info) => {
    if (info.dialect !== 'vlm-r3' || info.server !== undefined) return false
    const size = dialectOf(info.dialect)?.overview(image.id, image, info.budgets).size
    return size?.width === frame.width && size.height === frame.height
  })
}
