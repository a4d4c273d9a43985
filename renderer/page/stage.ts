/** The image with its boxes on a canvas, and the camera that goes to what is looked at. Knows no story. */
import type { Box, Size } from '../../app/geometry/box'
import { between, fit, frameRegion, mappingOf, type Camera } from '../../app/paint/camera'
import type { InkPalette } from '../../app/paint/ink'
import { paintBoxes, type CameraView } from '../../app/paint/scene'
import type { CanvasBox } from '../canvas/props'
import { h } from './dom'

/** What the stage shows. */
export interface StageScene {
  readonly size: Size
  /** Absent: the image was not found. */
  readonly picture: HTMLImageElement | undefined
  readonly boxes: readonly CanvasBox[]
  /** The box that is attended to. */
  readonly at: string | undefined
  /** Where the camera is to be; absent: all of the image. */
  readonly region: Box<'image'> | undefined
  readonly palette: InkPalette
  /** What is to be seen, for who cannot. */
  readonly words: string
}

/** Milliseconds of a flight of the camera. */
const flightMs = 450

/** A stage. */
export interface PageStage {
  readonly element: HTMLElement
  readonly show: (scene: StageScene) => void
  /** The whole image at once, for paper. */
  readonly settle: () => void
}

/** Makes the stage; it follows its own size. */
export function createStage(): PageStage {
  const canvas = h('canvas', { role: 'img' })
  const missing = h('p', { class: 'no-image', hidden: true }, ['The image of this trace was not found.'])
  const element = h('div', { class: 'stage' }, [canvas, missing])
  let scene: StageScene | undefined
  let camera: Camera | undefined
  let flight = 0
  const viewport = (): Size => ({ width: element.clientWidth, height: element.clientHeight })
  const goal = ({ size, region }: StageScene): Camera => {
    const frame = { image: size, viewport: viewport() }
    return region === undefined ? fit(frame) : frameRegion(region, frame)
  }
  const paint = () => {
    if (scene !== undefined && camera !== undefined)
      paintScene(canvas, scene, { camera, viewport: viewport() })
  }
  const fly = (to: Camera) => {
    cancelAnimationFrame(flight)
    const from = camera
    if (
      from === undefined ||
      matchMedia('(prefers-reduced-motion: reduce)').matches ||
      sameCamera(from, to)
    ) {
      camera = to
      return paint()
    }
    const start = performance.now()
    const next = (now: number) => {
      const t = Math.min(1, Math.max(0, (now - start) / flightMs))
      camera = between(from, to, t * t * (3 - 2 * t))
      paint()
      if (t < 1) flight = requestAnimationFrame(next)
    }
    flight = requestAnimationFrame(next)
  }
  const settle = () => {
    if (scene === undefined) return
    cancelAnimationFrame(flight)
    camera = goal(scene)
    paint()
  }
  new ResizeObserver(settle).observe(element)
  return {
    element,
    show: (next) => {
      const same = scene?.picture === next.picture
      scene = next
      missing.hidden = next.picture !== undefined
      canvas.setAttribute('aria-label', next.words)
      if (same) fly(goal(next))
      else settle()
    },
    settle,
  }
}

function paintScene(canvas: HTMLCanvasElement, scene: StageScene, { camera, viewport }: CameraView): void {
  const ratio = Math.min(3, Math.max(devicePixelRatio, 1))
  const [width, height] = [Math.round(viewport.width * ratio), Math.round(viewport.height * ratio)]
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const brush = canvas.getContext('2d')
  if (brush === null || width === 0 || height === 0) return
  brush.setTransform(ratio, 0, 0, ratio, 0, 0)
  brush.clearRect(0, 0, viewport.width, viewport.height)
  const { pan, zoom } = camera
  const [shownWidth, shownHeight] = [scene.size.width * zoom, scene.size.height * zoom]
  brush.imageSmoothingQuality = 'high'
  if (scene.picture !== undefined) brush.drawImage(scene.picture, pan.x, pan.y, shownWidth, shownHeight)
  brush.strokeStyle = 'rgb(128 128 128 / 0.4)'
  brush.lineWidth = 1
  brush.strokeRect(Math.round(pan.x) - 0.5, Math.round(pan.y) - 0.5, shownWidth + 1, shownHeight + 1)
  const veiled = scene.region === undefined
  paintBoxes(brush, { ...scene, veiled, labels: true }, { camera, viewport })
}

function sameCamera(a: Camera, b: Camera): boolean {
  return JSON.stringify(mappingOf(a)) === JSON.stringify(mappingOf(b))
}
