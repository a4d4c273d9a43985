/** The tools, driven by events alone: no canvas, no DOM. */
import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import { box, contains } from '../../../app/geometry/box'
import { screenMapping } from '../../../app/geometry/mapping'
import { tools, toolNamed, type ToolId } from '../../../renderer/canvas/tools'
import { underAt } from '../../../renderer/canvas/tools/hit'
import {
  resting,
  type Effect,
  type GesturePhase,
  type Pointer,
  type ToolScene,
  type ToolEvent,
} from '../../../renderer/canvas/tools/tool'

const image = { width: 1000, height: 800 }
const big = { id: 'big', region: box<'image'>(100, 100, 500, 400) }
const small = { id: 'small', region: box<'image'>(200, 200, 300, 260) }
const base: ToolScene = {
  image,
  viewport: { width: 600, height: 500 },
  // Two image pixels to each screen pixel, moved by 10.
  view: screenMapping(0.5, { x: 10, y: 10 }),
  targets: [small, big],
  selected: undefined,
  editable: true,
}
const pointer = (x: number, y: number, keys: Partial<Pointer> = {}): Pointer => ({
  at: { x, y },
  shift: false,
  alt: false,
  ...keys,
})
const down = (x: number, y: number, keys?: Partial<Pointer>): ToolEvent => ({
  type: 'down',
  pointer: pointer(x, y, keys),
  pan: false,
})
const move = (x: number, y: number, keys?: Partial<Pointer>): ToolEvent => ({
  type: 'move',
  pointer: pointer(x, y, keys),
})
const up = (x: number, y: number, keys?: Partial<Pointer>): ToolEvent => ({
  type: 'up',
  pointer: pointer(x, y, keys),
})

/** All effects of a series of events, in order, and the phase it ends in. */
function play(tool: ToolId, events: readonly ToolEvent[], scene: Partial<ToolScene> = {}) {
  let phase: GesturePhase = resting
  const effects: Effect[] = []
  for (const event of events) {
    const turn = toolNamed(tool).next(phase, event, { ...base, ...scene })
    phase = turn.phase
    effects.push(...turn.effects)
  }
  return { phase, effects }
}

describe('select tool', () => {
  it('moves a box with one change, keeping the point it was grabbed at', () => {
    const { effects } = play('select', [down(150, 120), move(160, 130), move(200, 140), up(200, 140)])
    expect(effects).toEqual([
      { type: 'select', id: 'small' },
      { type: 'preview', id: 'small', region: box(220, 220, 320, 280) },
      { type: 'preview', id: 'small', region: box(300, 240, 400, 300) },
      { type: 'preview', id: 'small', region: undefined },
      { type: 'change', id: 'small', region: box(300, 240, 400, 300) },
    ])
  })

  it('takes a point to the very edges, as a region of no size, wherever around it it was grabbed', () => {
    const point = { id: 'point', region: box<'image'>(0, 190, 14, 210), point: { x: 4, y: 200.4 } }
    // At 12, 110 on the screen.
    const { effects } = play('select', [down(14, 112), move(300, 900), move(-50, 112), up(-50, 112)], {
      targets: [point],
    })
    const changes = effects.filter((e) => e.type === 'preview' || e.type === 'change')
    expect(changes.map(({ region }) => region)).toEqual([
      box(576, 800, 576, 800),
      box(0, 200, 0, 200),
      undefined,
      box(0, 200, 0, 200),
    ])
  })

  it('tells nothing new while the pointer stays within a pixel of the image', () => {
    const view = screenMapping(10, { x: -1500, y: -1500 })
    const moves = [down(600, 600), move(620, 600), move(621, 600), move(622, 601)]
    const { effects } = play('select', moves, { view, targets: [small], selected: 'small' })
    expect(effects).toEqual([{ type: 'preview', id: 'small', region: box(202, 200, 302, 260) }])
  })

  it('takes a press that travels less than five pixels for a click', () => {
    const { effects } = play('select', [down(150, 120), move(153, 123), up(153, 123)])
    expect(effects).toEqual([{ type: 'select', id: 'small' }])
  })

  it('drags the selected box from under a smaller one, and clicks the smaller one', () => {
    const selected = { selected: 'big' }
    const dragged = play('select', [down(150, 120), move(170, 120), up(170, 120)], selected).effects
    expect(dragged.at(-1)).toEqual({ type: 'change', id: 'big', region: box(140, 100, 540, 400) })
    expect(play('select', [down(150, 120), up(150, 120)], selected).effects).toEqual([
      { type: 'select', id: 'small' },
    ])
  })

  it('goes down a stack of boxes with Alt', () => {
    const alt = { alt: true }
    const from = (selected: string) =>
      play('select', [down(150, 120, alt), up(150, 120, alt)], { selected }).effects
    expect(from('small')).toEqual([{ type: 'select', id: 'big' }])
    expect(from('big')).toEqual([{ type: 'select', id: 'small' }])
  })

  it('changes and selects nothing when a drag is cancelled', () => {
    const events = [down(150, 120), move(200, 140), { type: 'cancel' } as const, move(220, 150), up(220, 150)]
    const { effects, phase } = play('select', events, { selected: 'small' })
    expect(effects.map((e) => e.type)).toEqual(['preview', 'preview'])
    expect(effects.at(-1)).toEqual({ type: 'preview', id: 'small', region: undefined })
    expect(phase.type).toBe('idle')
  })

  it('tells no change when a box is put back where it was', () => {
    const { effects } = play('select', [down(150, 120), move(200, 140), move(150, 120), up(150, 120)], {
      selected: 'small',
    })
    expect(effects.some((e) => e.type === 'change')).toBe(false)
  })

  it('resizes by a handle of the selected box', () => {
    // The lower right corner of `small` is at (160, 140) on the screen; it is grabbed two pixels off.
    const { effects } = play('select', [down(162, 141), move(172, 151), up(172, 151)], { selected: 'small' })
    expect(effects.at(-1)).toEqual({ type: 'change', id: 'small', region: box(200, 200, 320, 280) })
  })

  it('moves the view from empty ground, and deselects on a click there', () => {
    const selected = { selected: 'small' }
    expect(play('select', [down(400, 400), move(420, 410), up(430, 410)], selected).effects).toEqual([
      { type: 'pan', dx: 20, dy: 10 },
      { type: 'pan', dx: 10, dy: 0 },
    ])
    expect(play('select', [down(400, 400), up(400, 400)], selected).effects).toEqual([
      { type: 'select', id: undefined },
    ])
  })

  it('moves the view with Space or the middle button, even over a box', () => {
    const { effects } = play('select', [
      { type: 'down', pointer: pointer(150, 120), pan: true },
      move(151, 122),
    ])
    expect(effects).toEqual([{ type: 'pan', dx: 1, dy: 2 }])
  })

  it('selects but does not edit where nothing may be edited', () => {
    const scene = { editable: false, selected: 'small' }
    expect(play('select', [down(150, 120), move(170, 130)], scene).phase.type).toBe('panning')
    expect(play('select', [down(160, 140), move(170, 150)], scene).phase.type).toBe('panning')
    expect(play('select', [down(80, 80), up(80, 80)], scene).effects).toEqual([{ type: 'select', id: 'big' }])
  })

  it('pans over a box that fills the whole view', () => {
    const view = screenMapping(8, { x: -1650, y: -1650 })
    const scene = { view, targets: [{ id: 'all', region: box<'image'>(0, 0, 1000, 800) }] }
    expect(play('select', [down(200, 200), move(220, 210)], scene).phase.type).toBe('panning')
  })
})

describe('draw tool', () => {
  it('makes a new box on top of another', () => {
    const { effects } = play('draw', [down(100, 100), move(150, 150), up(150, 150)])
    expect(effects).toEqual([{ type: 'draw', region: box(180, 180, 280, 280) }])
  })

  it('makes nothing when cancelled or only clicked', () => {
    expect(play('draw', [down(100, 100), move(150, 150), { type: 'cancel' }, up(150, 150)]).effects).toEqual(
      [],
    )
    expect(play('draw', [down(400, 400), up(402, 400)]).effects).toEqual([])
  })

  it('still resizes by the handles of the selected box', () => {
    const { effects } = play('draw', [down(160, 140), move(170, 150), up(170, 150)], { selected: 'small' })
    expect(effects.at(-1)).toEqual({ type: 'change', id: 'small', region: box(200, 200, 320, 280) })
  })

  it('moves the view with Alt', () => {
    expect(play('draw', [down(100, 100, { alt: true }), move(120, 100)]).effects).toEqual([
      { type: 'pan', dx: 20, dy: 0 },
    ])
  })
})

describe('every tool', () => {
  const at = fc.record({ x: fc.integer({ min: -200, max: 900 }), y: fc.integer({ min: -200, max: 900 }) })
  const keys = fc.record({ shift: fc.boolean(), alt: fc.boolean() })
  const events: fc.Arbitrary<ToolEvent> = fc.oneof(
    fc.record({ type: fc.constant('down' as const), pointer: pointers(), pan: fc.boolean() }),
    fc.record({ type: fc.constant('move' as const), pointer: pointers() }),
    fc.record({ type: fc.constant('up' as const), pointer: pointers() }),
    fc.constant({ type: 'leave' as const }),
    fc.constant({ type: 'cancel' as const }),
  )

  function pointers(): fc.Arbitrary<Pointer> {
    return fc.tuple(at, keys).map(([p, k]) => ({ at: p, ...k }))
  }

  it('only ever tells whole regions inside the image, whatever happens', () => {
    const whole = box<'image'>(0, 0, image.width, image.height)
    fc.assert(
      fc.property(
        fc.constantFrom(...tools),
        fc.array(events, { maxLength: 60 }),
        fc.constantFrom('small', 'big', undefined),
        (tool, list, selected) => {
          const told = play(tool.id, list, { selected }).effects.flatMap((e) =>
            'region' in e && e.region !== undefined ? [e.region] : [],
          )
          for (const region of told) {
            expect(contains(whole, region)).toBe(true)
            expect(Object.values(region).every(Number.isInteger)).toBe(true)
          }
        },
      ),
    )
  })

  it('is at rest after a cancel, and has taken back every preview that it did not make a change', () => {
    fc.assert(
      fc.property(fc.constantFrom(...tools), fc.array(events, { maxLength: 60 }), (tool, list) => {
        const { phase, effects } = play(tool.id, [...list, { type: 'cancel' }], { selected: 'small' })
        expect(phase.type).toBe('idle')
        const last = effects.findLast((e) => e.type === 'preview')
        expect(last?.type === 'preview' ? last.region : undefined).toBeUndefined()
      }),
    )
  })
})

describe('what is under the pointer', () => {
  it('leaves the middle of a tiny selected box to be dragged', () => {
    const tiny = { id: 'tiny', region: box<'image'>(400, 400, 420, 420) }
    const scene = { ...base, targets: [tiny], selected: 'tiny' }
    for (const at of [
      { x: 215, y: 215 },
      { x: 215, y: 211 },
      { x: 211, y: 215 },
    ])
      expect(underAt(at, scene).type).toBe('box')
    expect(underAt({ x: 222, y: 222 }, scene)).toMatchObject({ type: 'handle', handle: 'se' })
  })
})

describe('a box that could have been', () => {
  const runnerUp = { id: 'could-be-0', region: box<'image'>(200, 200, 340, 260), side: 'right' as const }
  const scene = { targets: [small, big, runnerUp], selected: 'small' }
  // Its right side on the screen: x = 180, y = 110…140.
  it('is taken at its own side, before what lies there', () => {
    expect(play('select', [down(180, 132), up(180, 132)], scene).effects).toEqual([
      { type: 'select', id: 'could-be-0' },
    ])
  })

  it('is not taken anywhere else: what is inside of it is the box itself', () => {
    expect(underAt({ x: 135, y: 125 }, { ...base, ...scene })).toMatchObject({ click: { id: 'small' } })
  })

  it('is never moved: a drag there moves what lies below, or the view', () => {
    const { phase } = play('select', [down(180, 132), move(200, 140)], scene)
    expect(phase).toMatchObject({ type: 'moving', id: 'big' })
    const alone = { targets: [runnerUp], selected: undefined }
    expect(play('select', [down(180, 132), move(200, 140)], alone).phase.type).toBe('panning')
  })
})
