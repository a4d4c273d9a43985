/** The images of a story, decoded, by the names painters know them by. Knows no film. */
import { imageAddress, viewAddress } from '../../app/addresses'
import { throwIfCancelled } from '../../app/failure'
import { storyImages } from '../../app/story/images'
import type { Story } from '../../app/story/story'
import { missingImage } from '../../app/trace/image'

/** Fetches them. One that cannot be had is counted, and its place stays empty. @throws Failure `cancelled`. */
export async function loadImages(
  story: Story,
  width: number,
  signal: AbortSignal,
): Promise<{ readonly pictures: ReadonlyMap<string, ImageBitmap>; readonly missing: number }> {
  const pictures = new Map<string, ImageBitmap>()
  const all = storyImages(story)
  for (const { name, view } of all) {
    throwIfCancelled(signal)
    const id = view?.image ?? story.image.id
    if (id === missingImage) continue
    // A camera that is close by shows a part of the image: four times as many pixels as the film are enough.
    const address = view === undefined ? imageAddress(id, Math.min(8192, width * 4)) : viewAddress(view)
    const picture = await decoded(address, signal)
    if (picture !== undefined) pictures.set(name, picture)
  }
  return { pictures, missing: all.length - pictures.size }
}

async function decoded(address: string, signal: AbortSignal): Promise<ImageBitmap | undefined> {
  try {
    const answer = await fetch(address, { signal })
    return answer.ok ? await createImageBitmap(await answer.blob()) : undefined
  } catch {
    throwIfCancelled(signal)
    return undefined
  }
}
