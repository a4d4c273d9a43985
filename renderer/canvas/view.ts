/**
 * The state of one canvas, and what pointer events, commands and new props do to it. Knows tools and camera; draws
 * nothing and listens to nothing: the DOM side is `listen.ts`, the drawing `layers/`.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Box, Point, Size } from '../../app/geometry/box'
import * as cameras from '../../app/paint/camera'
import { underWay, withNew } from './landing'
import { placeOnScreen } from '../../app/paint/mark'
import type { CanvasBox, CanvasHandle, CanvasProps } from './props'
import { toolNamed } from './tools'
import { hoveredBy } from './tools/gesture'
import { underAt } from './tools/hit'
import { isLost, sameImage, sceneOf, type CanvasState } from './view-state'
import type { World } from './world'
import { resting, type Effect, type Pointer, type ToolScene, type ToolEvent } from './tools/tool'

/** One canvas. */
export class CanvasModel {
  readonly store: StoreApi<CanvasState>
  readonly handle: CanvasHandle
  #props: CanvasProps | undefined
  #pointer: Pointer | undefined
  #hovered: string | undefined
  /** The whole image is shown, and stays shown when the viewport changes. */
  #fitted = true
  #endFrame: (() => void) | undefined

  constructor(readonly world: World) {
    this.store = createStore(() => ({
      camera: { zoom: 1, pan: { x: 0, y: 0 } },
      viewport: { width: 0, height: 0 },
      phase: resting,
      panKey: false,
      landings: new Map(),
      now: 0,
    }))
    this.handle = {
      fit: () => this.fit(),
      zoomBy: (factor) => this.zoomAt(this.#middle(), factor),
      zoomTo: (scale) => this.zoomAt(this.#middle(), scale / this.#state.camera.zoom),
      frame: (region) => this.#look(cameras.frameRegion(region, this.#frame())),
    }
  }

  /** Takes the newest props. Call after every render, before events can come. */
  receive(props: CanvasProps): void {
    const before = this.#props
    this.#props = props
    if (before === undefined || !sameImage(before, props)) {
      this.send({ type: 'cancel' })
      this.store.setState({ landings: new Map() })
      this.fit()
      return
    }
    const other = before.subject !== props.subject || before.tool !== props.tool
    if (other || isLost(this.#state.phase, props)) this.send({ type: 'cancel' })
    if (before.boxes !== props.boxes) this.#land(before.boxes, props.boxes)
  }

  /** Takes the size of the opening. */
  measure(viewport: Size): void {
    const before = this.#state.viewport
    if (viewport.width === before.width && viewport.height === before.height) return
    this.store.setState({ viewport })
    if (this.#fitted || before.width === 0) this.fit()
    else this.#look(cameras.resizedCamera(this.#state.camera, before, this.#frame()))
  }

  /** Gives an event to the tool and does what it wants. */
  send(event: ToolEvent): void {
    if (this.#props === undefined) return
    if ('pointer' in event) this.#pointer = event.pointer
    const tool = toolNamed(this.#props.tool)
    const turn = tool.next(this.#state.phase, event, this.scene())
    if (turn.phase !== this.#state.phase) this.store.setState({ phase: turn.phase })
    for (const effect of turn.effects) this.#perform(effect)
    // After a gesture, what lies under the pointer is a new question.
    if (event.type === 'up') this.send({ type: 'move', pointer: event.pointer })
    this.#hover(hoveredBy(this.#state.phase))
  }

  /** Zooms to the cursor; a box in the hand stays at the cursor. */
  zoomAt(at: Point, factor: number): void {
    if (this.#props === undefined) return
    this.#look(cameras.zoomAt(this.#state.camera, { at, factor }, this.#frame()))
    if (this.#pointer !== undefined) this.send({ type: 'move', pointer: this.#pointer })
  }

  /** Moves the view by screen pixels. */
  panBy(dx: number, dy: number): void {
    this.#perform({ type: 'pan', dx, dy })
  }

  /** Shows the whole image, and keeps doing so when the viewport changes. */
  fit(): void {
    if (this.#props === undefined || this.#state.viewport.width === 0) return
    this.#look(cameras.fit(this.#frame()))
    this.#fitted = true
  }

  /** A double click: on a box, that box fills the view; else, or when it already does, the whole image is shown. */
  double(at: Point): void {
    if (this.#props === undefined) return
    const under = underAt(at, this.scene())
    if (under.type !== 'box') return this.fit()
    const camera = cameras.frameRegion(under.click.region, this.#frame())
    if (camera.zoom === this.#state.camera.zoom) this.fit()
    else this.#look(camera)
  }

  /** Whether Space is held. */
  holdPanKey(panKey: boolean): void {
    this.store.setState({ panKey })
  }

  /** Whether a gesture is under way that Esc would cancel. */
  get busy(): boolean {
    return this.#state.phase.type !== 'idle'
  }

  /** What a tool looks at. */
  scene(): ToolScene {
    return sceneOf(this.#known(), this.#state)
  }

  /** The selected box as it is shown, relative to the canvas. */
  selectedOnScreen(): Box<'screen'> | undefined {
    const { targets, selected, view } = this.scene()
    const target = targets.find((t) => t.id === selected)
    if (target === undefined) return undefined
    const { phase } = this.#state
    const inHand = 'id' in phase && phase.id === target.id
    return placeOnScreen(target, view, inHand ? phase.region : target.region).on
  }

  /** Tells the window that the canvas is there; returns the end of that. */
  mount(): () => void {
    const props = this.#known()
    props.onHandle(this.handle)
    props.onZoom(this.#state.camera.zoom)
    return () => {
      this.#known().onHandle(undefined)
      this.#endFrame?.()
      this.#endFrame = undefined
    }
  }

  get #state(): CanvasState {
    return this.store.getState()
  }

  #known(): CanvasProps {
    if (this.#props === undefined) throw new Error('The canvas was used before it had its props.')
    return this.#props
  }

  #frame(): cameras.Frame {
    return { image: this.#known().image.size, viewport: this.#state.viewport }
  }

  #middle(): Point {
    const { width, height } = this.#state.viewport
    return { x: width / 2, y: height / 2 }
  }

  #look(camera: cameras.Camera): void {
    if (this.#state.viewport.width === 0) return
    const before = this.#state.camera
    this.#fitted = false
    this.store.setState({ camera })
    if (camera.zoom !== before.zoom) this.#known().onZoom(camera.zoom)
  }

  #perform(effect: Effect): void {
    const props = this.#known()
    switch (effect.type) {
      case 'select':
        return props.onSelect(effect.id)
      case 'preview':
        return props.onPreview(effect.id, effect.region)
      case 'change':
        return props.onChange(effect.id, effect.region)
      case 'draw':
        return props.onDraw(effect.region)
      case 'point':
        return props.onPoint(effect.at)
      case 'pan':
        return this.#look(cameras.panBy(this.#state.camera, { x: effect.dx, y: effect.dy }, this.#frame()))
    }
  }

  #hover(id: string | undefined): void {
    if (id === this.#hovered) return
    this.#hovered = id
    this.#known().onHover(id)
  }

  #land(before: readonly CanvasBox[], after: readonly CanvasBox[]): void {
    if (this.world.still()) return
    const now = this.world.now()
    const ids = (boxes: readonly CanvasBox[]) => boxes.filter((b) => b.ghost !== true).map((b) => b.id)
    const landings = withNew(this.#state.landings, ids(before), { after: ids(after), now })
    if (landings === this.#state.landings) return
    this.store.setState({ landings, now })
    this.#endFrame ??= this.world.frame(() => this.#tick())
  }

  #tick(): void {
    const now = this.world.now()
    const landings = underWay(this.#state.landings, now)
    this.store.setState({ landings, now })
    this.#endFrame = landings.size > 0 ? this.world.frame(() => this.#tick()) : undefined
  }
}
