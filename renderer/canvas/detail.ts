/**
 * Of an image that is shown as a smaller copy: the original's own pixels of the part in view, fetched when the view has come to rest.
 * So 100 % is the original pixel for pixel, however large it is. Knows no host: the owner says where a part is to be had.
 */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { box, type Box, type Size } from '../../app/geometry/box'
import type { Camera } from '../../app/paint/camera'
import type { Picture } from './picture'
import type { PartAddress } from './props'
import type { CanvasModel } from './view'

/** A part of the image, as many pixels as `bitmap` has for `region`. */
export interface Detail {
  readonly region: Box<'image'>
  readonly bitmap: ImageBitmap
}

/** The view rests after this many milliseconds without a move. */
const restMs = 120
/** What is fetched beyond the view on either side, as a share of it: a small pan needs nothing new. */
const margin = 0.2
/** Most pixels of a part: a screen of 8K has twice as many, and sees a part at half its sharpness. */
const mostPixels = 2 ** 24

/** What is asked for; undefined where the copy is as sharp as the screen. Pure. */
export interface DetailPart {
  readonly region: Box<'image'>
  readonly size: Size
}

interface Shown {
  readonly camera: Camera
  readonly viewport: Size
  readonly ratio: number
}

/** The part in view, at as many pixels as the screen or the original has, whichever are fewer. */
export function partFor({ camera, viewport, ratio }: Shown, image: Size, copy: Size): DetailPart | undefined {
  const sharp = Math.min(1, camera.zoom * ratio)
  if (copy.width >= image.width * sharp || viewport.width === 0) return undefined
  const [wide, high] = [viewport.width / camera.zoom, viewport.height / camera.zoom]
  const [left, top] = [-camera.pan.x / camera.zoom, -camera.pan.y / camera.zoom]
  const region = box<'image'>(
    Math.max(0, Math.floor(left - wide * margin)),
    Math.max(0, Math.floor(top - high * margin)),
    Math.min(image.width, Math.ceil(left + wide * (1 + margin))),
    Math.min(image.height, Math.ceil(top + high * (1 + margin))),
  )
  const [width, height] = [region.right - region.left, region.bottom - region.top]
  if (width <= 0 || height <= 0) return undefined
  // Nearly all of the original's pixels are no more work than all of them, and true.
  const wanted = sharp > 0.7 ? 1 : sharp
  const scale = Math.min(wanted, Math.sqrt(mostPixels / (width * height)))
  return {
    region,
    size: { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) },
  }
}

/** Whether a part that is there does for what is in view. */
export function coversView(
  { region, bitmap }: Detail,
  { camera, viewport, ratio }: Shown,
  image: Size,
): boolean {
  const width = region.right - region.left
  if (bitmap.width / width < Math.min(1, camera.zoom * ratio) * 0.7) return false
  const left = Math.max(0, -camera.pan.x / camera.zoom)
  const top = Math.max(0, -camera.pan.y / camera.zoom)
  const right = Math.min(image.width, (viewport.width - camera.pan.x) / camera.zoom)
  const bottom = Math.min(image.height, (viewport.height - camera.pan.y) / camera.zoom)
  return region.left <= left && region.top <= top && region.right >= right && region.bottom >= bottom
}

/** Follows the view; undefined where the copy does, or until the first part is there. */
export function useDetail(view: CanvasModel, { picture, size, part, ratio }: DetailOf): Detail | undefined {
  const camera = useStore(view.store, (s) => s.camera)
  const viewport = useStore(view.store, (s) => s.viewport)
  const [found, setFound] = useState<{ readonly part: PartAddress; readonly detail: Detail }>()
  const detail = found?.part === part ? found?.detail : undefined
  const copy = picture?.natural
  useEffect(() => {
    if (part === undefined || copy === undefined) return
    const shown = { camera, viewport, ratio }
    const wanted = partFor(shown, size, copy)
    if (wanted === undefined || (detail !== undefined && coversView(detail, shown, size))) return
    const ending = new AbortController()
    const timer = setTimeout(() => {
      void bitmapOf(part(wanted.region, wanted.size), ending.signal).then((bitmap) => {
        if (bitmap === undefined) return
        setFound({ part, detail: { region: wanted.region, bitmap } })
      })
    }, restMs)
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [camera, viewport, ratio, size, copy, part, detail])
  useEffect(() => {
    // The canvas may draw it once more before it has the next one.
    return () => void setTimeout(() => detail?.bitmap.close(), 1000)
  }, [detail])
  return detail
}

interface DetailOf {
  readonly picture: Picture | undefined
  readonly size: Size
  readonly part: PartAddress | undefined
  readonly ratio: number
}

/** Undefined where it cannot be had, or nobody waits for it any more: the copy stays. */
async function bitmapOf(url: string, signal: AbortSignal): Promise<ImageBitmap | undefined> {
  const image = new Image()
  // Nobody waits for it any more.
  signal.addEventListener('abort', () => (image.src = ''), { once: true })
  image.src = url
  try {
    await image.decode()
    return await createImageBitmap(image)
  } catch {
    return undefined
  }
}
