/** Loads the shown image and halves of it, so that drawing a large one small is fast and without moiré. Knows no camera. */
import { useEffect, useState } from 'react'
import type { Size } from '../../app/geometry/box'

/** A decoded image: itself first, then each half as large as the one before. */
export interface Picture {
  readonly natural: Size
  readonly levels: readonly ImageBitmap[]
}

/** What there is to show of an address. `ready` again when smaller levels have been made. */
export type PictureState =
  | { readonly type: 'loading' }
  | { readonly type: 'ready'; readonly picture: Picture }
  | { readonly type: 'failed' }

/** Levels below this many pixels on the longer side are not worth having. */
const leastLevel = 512
const loading: PictureState = { type: 'loading' }

/** Follows the image at an address. While another size of it loads, the one before stays. */
export function usePicture(url: string): PictureState {
  const [shown, setShown] = useState<{ readonly url: string; readonly state: PictureState }>({
    url,
    state: loading,
  })
  useEffect(() => {
    let over = false
    const made: ImageBitmap[] = []
    const keep = (bitmap: ImageBitmap): boolean => {
      if (over) bitmap.close()
      else made.push(bitmap)
      return !over
    }
    const show = (natural: Size) =>
      setShown({ url, state: { type: 'ready', picture: { natural, levels: [...made] } } })
    const load = async (): Promise<void> => {
      let bitmap = await createImageBitmap(await decoded(url))
      const natural = { width: bitmap.width, height: bitmap.height }
      if (!keep(bitmap)) return
      show(natural)
      while (Math.max(bitmap.width, bitmap.height) >= 2 * leastLevel) {
        bitmap = await half(bitmap)
        if (!keep(bitmap)) return
      }
      if (made.length > 1) show(natural)
    }
    load().catch(() => {
      if (!over) setShown({ url, state: { type: 'failed' } })
    })
    return () => {
      over = true
      // The canvas may draw the old picture once more before it has the new one.
      setTimeout(() => made.forEach((b) => b.close()), 1000)
    }
  }, [url])
  return shown.url.split('?')[0] === url.split('?')[0] ? shown.state : loading
}

/** The smallest level that still has a pixel for each pixel on the screen. */
export function levelFor(picture: Picture, shownWidth: number): ImageBitmap | undefined {
  return picture.levels.findLast((level) => level.width >= shownWidth) ?? picture.levels[0]
}

async function decoded(url: string): Promise<HTMLImageElement> {
  const image = new Image()
  image.src = url
  await image.decode()
  return image
}

function half(bitmap: ImageBitmap): Promise<ImageBitmap> {
  return createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(bitmap.width / 2)),
    resizeHeight: Math.max(1, Math.round(bitmap.height / 2)),
    resizeQuality: 'medium',
  })
}
