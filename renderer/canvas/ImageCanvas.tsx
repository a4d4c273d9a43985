/**
 * The image with its boxes: shows, zooms, pans, selects, edits, draws. Told everything by props; tells by callbacks once
 * per gesture. What pointer events mean is in `tools/`, where the image stands in `camera.ts`, how it looks in `paint/`.
 */
import { useEffect, useLayoutEffect, useState, type CSSProperties } from 'react'
import { useStore } from 'zustand'
import { Drawing } from './layers/Drawing'
import { listen } from './listen'
import { usePalette } from './palette'
import { usePicture } from './picture'
import type { CanvasProps } from './props'
import { toolNamed } from './tools'
import { CanvasModel } from './view'
import { browserWorld } from './world'
import { t } from '../language/text'

const ground: CSSProperties = {
  position: 'relative',
  width: '100%',
  height: '100%',
  overflow: 'hidden',
  touchAction: 'none',
  userSelect: 'none',
  outlineOffset: -2,
}
const notice: CSSProperties = {
  position: 'absolute',
  inset: 0,
  margin: 'auto',
  height: 'fit-content',
  textAlign: 'center',
}

/** The image canvas. Fills the element it is put in. */
export function ImageCanvas(props: CanvasProps) {
  const [view] = useState(() => new CanvasModel(browserWorld))
  const [element, setElement] = useState<HTMLDivElement | null>(null)
  useLayoutEffect(() => view.receive(props))
  useEffect(() => view.mount(), [view])
  useEffect(() => (element === null ? undefined : attach(element, view)), [element, view])
  useLayoutEffect(() => {
    if (element !== null) tellSelected(element, view)
  })
  const cursor = useStore(view.store, (s) => cursorOf(view, props, s.panKey))
  const palette = usePalette(element)
  const state = usePicture(props.image.url)
  const { image, brightness, boxes, heat, odds, selected, hovered, hidden, editable } = props
  return (
    <div
      ref={setElement}
      role="application"
      aria-roledescription={t('image canvas')}
      aria-label={labelOf(props)}
      tabIndex={0}
      data-testid="canvas"
      data-tool={props.tool}
      data-canvas={state.type}
      style={{ ...ground, cursor }}
    >
      {palette !== undefined && (
        <Drawing
          {...{ view, palette, image, brightness, boxes, heat, odds, selected, hovered, hidden, editable }}
          picture={state.type === 'ready' ? state.picture : undefined}
        />
      )}
      {state.type === 'failed' && (
        <p role="alert" style={notice}>
          {t('The image could not be shown. Open the project again, or import the image once more.')}
        </p>
      )}
    </div>
  )
}

/** Joins a view to its element: size and events. */
function attach(element: HTMLElement, view: CanvasModel): () => void {
  const measure = () => view.measure({ width: element.clientWidth, height: element.clientHeight })
  measure()
  const sizes = new ResizeObserver(measure)
  sizes.observe(element)
  const end = listen(element, view)
  const unfollow = view.store.subscribe(() => tellSelected(element, view))
  return () => {
    sizes.disconnect()
    end()
    unfollow()
  }
}

/** Where the selected box is on the screen, for whoever drives the canvas from outside and cannot see. */
function tellSelected(element: HTMLElement, view: CanvasModel): void {
  const on = view.selectedOnScreen()
  const now = on && [on.left, on.top, on.right, on.bottom].map(Math.round).join(',')
  if (now === undefined) delete element.dataset['selectedBox']
  else if (element.dataset['selectedBox'] !== now) element.dataset['selectedBox'] = now
}

function cursorOf(view: CanvasModel, props: CanvasProps, panKey: boolean): string {
  const { phase } = view.store.getState()
  if (panKey && phase.type !== 'panning') return 'grab'
  return toolNamed(props.tool).cursor(phase, props.editable)
}

function labelOf({ image, boxes }: CanvasProps): string {
  const regions = boxes.filter((b) => b.ghost !== true).length
  const { width, height } = image.size
  return t('Image, {width} by {height} pixels, {n, plural, one {# region} other {# regions}}', {
    width,
    height,
    n: regions,
  })
}
