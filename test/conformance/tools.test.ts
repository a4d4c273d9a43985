/** What every tool of the canvas must be: one suite over the registry. */
import fc from '../builders/properties'
import { describe, expect, it } from 'vitest'
import { box } from '../../app/geometry/box'
import { screenMapping } from '../../app/geometry/mapping'
import { tools, toolNamed } from '../../renderer/canvas/tools'
import {
  resting,
  type Effect,
  type GesturePhase,
  type ToolScene,
  type Tool,
  type ToolEvent,
} from '../../renderer/canvas/tools/tool'

const all: readonly Tool[] = tools
const scene: ToolScene = {
  image: { width: 1000, height: 800 },
  viewport: { width: 600, height: 500 },
  view: screenMapping(0.5, { x: 10, y: 10 }),
  targets: [{ id: 'a', region: box<'image'>(100, 100, 500, 400) }],
  selected: 'a',
  editable: true,
}

const at = fc.record({ x: fc.integer({ min: -50, max: 650 }), y: fc.integer({ min: -50, max: 550 }) })
const pointer = fc.record({ at, shift: fc.boolean(), alt: fc.boolean() })
const event = fc.oneof<fc.Arbitrary<ToolEvent>[]>(
  fc.record({ type: fc.constant('down' as const), pointer, pan: fc.boolean() }),
  fc.record({ type: fc.constant('move' as const), pointer }),
  fc.record({ type: fc.constant('up' as const), pointer }),
  fc.constant({ type: 'leave' as const }),
  fc.constant({ type: 'cancel' as const }),
)

/** Everything a tool wants done over some events, and where it ends. */
function play(tool: Tool, events: readonly ToolEvent[], over: ToolScene) {
  let phase: GesturePhase = resting
  const effects: Effect[] = []
  for (const one of events) {
    const turn = tool.next(phase, one, over)
    phase = turn.phase
    effects.push(...turn.effects)
  }
  return { phase, effects }
}

describe.each(all.map((t): [string, Tool] => [t.id, t]))('tool %s', (id, tool) => {
  it('is found by a name of its own', () => {
    expect(tools.filter((t) => t.id === id)).toHaveLength(1)
    expect(tools.map((t) => toolNamed(t.id))).toContain(tool)
  })

  it('gives the same for the same, and is at rest after a cancel, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const once = play(tool, events, scene)
        expect(play(tool, events, scene)).toEqual(once)
        const { phase } = tool.next(once.phase, { type: 'cancel' }, scene)
        expect(phase.type).toBe('idle')
        expect(tool.cursor(phase, true)).not.toBe('')
      }),
    )
  })

  it('draws and changes whole pixels inside the image only', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        for (const effect of play(tool, events, scene).effects) {
          if (effect.type !== 'change' && effect.type !== 'draw') continue
          const { left, top, right, bottom } = effect.region
          expect([left, top, right, bottom].every(Number.isInteger)).toBe(true)
          expect(left >= 0 && top >= 0 && left < right && top < bottom).toBe(true)
          expect(right <= scene.image.width && bottom <= scene.image.height).toBe(true)
        }
      }),
    )
  })

  it('changes nothing where nothing may be edited', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const kinds = play(tool, events, { ...scene, editable: false }).effects.map((effect) => effect.type)
        expect(kinds.filter((kind) => kind === 'change' || kind === 'draw')).toEqual([])
      }),
    )
  })
})
