/**
 * A trace of a file as the changes its project begins with: its images brought into the data folder, its turns as steps,
 * and what its file says beside. Knows the store, not the file.
 */
import { basename } from 'node:path'
import { given } from '../../app/given'
import { regionFrom } from '../../app/reading/place'
import { traceProject } from '../../app/formats/project'
import { treeChanges } from '../../app/formats/tree'
import type { Change } from '../../app/trace/change'
import { missingImage } from '../../app/trace/image'
import type { GoldRegion, Origin, OriginImage } from '../../app/trace/origin'
import type { ImageReader } from '../../app/trace/image-reader'
import type { ImageRef } from '../../app/trace/project'
import type { View } from '../../app/trace/step'
import type { Images } from '../store/images'
import { imageReaderOf } from './image-reader'
import type { LocatedImage, TraceContent } from './indexer-contract'
import type { Choices } from './summary'

/** What a trace's project is made with. */
export interface BaseRequest {
  readonly collection: string
  readonly project: string
  /** Milliseconds since 1970: all steps get the same, so that the same trace always makes the same project. */
  readonly at: number
  readonly choices: Choices
  readonly images: Images
  /** An image of this address that a person fetched. */
  readonly fetched: (url: string) => string | undefined
}

/** Images of one trace that are imported; more are named but not shown. */
const imageLimit = 32

/** The changes a trace's project begins with. @throws Failure for a dialect Relook does not know. */
export async function baseChanges(content: TraceContent, request: BaseRequest): Promise<readonly Change[]> {
  const { trace } = content
  const by = imageReaderOf(request.choices.dialect ?? trace.dialect)
  const pictures = await importImages(content.pictures, request, by)
  const project = {
    id: request.project,
    title: titleOf(content),
    name: content.file,
    at: request.at,
    pictures,
    ...request.choices,
    decided: content.decided,
  }
  if (trace.tree !== undefined) {
    const [image] = pictures
    const origin = originOf(content, request.collection, { pictures, image: trace.tree.image })
    return treeChanges(trace.tree, {
      id: request.project,
      origin,
      // Without its image a tree still opens. The id says what is in it: one that this data folder has is the same.
      image: image ?? (await ownImage(trace.tree.image, request.images)),
    })
  }
  const bare = traceProject(trace, project)
  const created = bare.find((c) => c.type === 'project-created')
  const added = bare.find((c) => c.type === 'branch-added')
  if (created === undefined || added === undefined) return bare
  const origin = originOf(content, request.collection, {
    pictures,
    image: created.image,
    view: added.branch.view,
  })
  return bare.map((c) => (c === created ? { ...created, origin } : c))
}

/** The image as the data folder has it, else as one that is not here. */
async function ownImage(image: ImageRef, images: Images): Promise<ImageRef> {
  if (image.id === missingImage) return image
  return images.get(image.id).catch(() => ({ ...image, id: missingImage }))
}

/** File and id: what a person looks for in a list. */
function titleOf({ trace, file, line }: TraceContent): string {
  return `${basename(file)} · ${trace.id ?? line}`.slice(0, 300)
}

interface Around {
  readonly pictures: readonly (ImageRef | undefined)[]
  readonly image: ImageRef
  readonly view?: View
}

function originOf(content: TraceContent, collection: string, { pictures, image, view }: Around): Origin {
  const { trace, row, file, line, format } = content
  const frame = view?.size ?? image
  const goldBoxes = (trace.goldBoxes ?? []).map((g): GoldRegion => ({
    numbers: g.numbers,
    space: g.space,
    region: regionFrom({ space: g.space, order: 'xyxy' }, g.numbers, { size: image, frame }),
    ...given({ label: g.label }),
  }))
  return {
    collection,
    row,
    file,
    line,
    ...given({ id: trace.id }),
    format,
    ...given({ system: trace.system, gold: trace.gold }),
    goldBoxes,
    ...given({ verdict: trace.verdict }),
    pictures: trace.images.map((source, i): OriginImage => {
      const found = pictures[i]
      const name = source.type === 'path' ? source.path : source.type === 'url' ? source.url : 'in the record'
      return { name, type: source.type, ...given({ image: found }) }
    }),
    main: trace.main ?? 0,
    meta: trace.meta,
  }
}

/** Each image once, those that cannot be read left out. */
async function importImages(
  located: readonly LocatedImage[],
  { images, fetched }: BaseRequest,
  by: ImageReader,
): Promise<(ImageRef | undefined)[]> {
  const known = new Map<string, ImageRef | undefined>()
  const result: (ImageRef | undefined)[] = []
  for (const [i, picture] of located.entries()) {
    const key = picture.type === 'file' ? picture.path : undefined
    if (i >= imageLimit) result.push(undefined)
    else if (key !== undefined && known.has(key)) result.push(known.get(key))
    else {
      const image = await importOne(picture, { images, fetched, by }).catch(() => undefined)
      if (key !== undefined) known.set(key, image)
      result.push(image)
    }
  }
  return result
}

async function importOne(
  picture: LocatedImage,
  { images, fetched, by }: Pick<BaseRequest, 'images' | 'fetched'> & { readonly by: ImageReader },
): Promise<ImageRef | undefined> {
  switch (picture.type) {
    case 'file':
      return images.add({ path: picture.path }, basename(picture.path), by)
    case 'bytes':
      return images.add(picture.bytes, picture.name === '' ? 'picture' : basename(picture.name), by)
    case 'url': {
      const id = fetched(picture.name)
      if (id === undefined) return undefined
      // It was fetched once, in whatever dialect the file was read then.
      const image = await images.get(id)
      return image.read === undefined || image.read.by === by ? image : images.reread(id, by)
    }
    case 'missing':
      return undefined
  }
}
