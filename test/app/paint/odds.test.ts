/** How sure a model was of a box, painted: soft edges as wide as what else they could have been, runners-up by their one side. */
import { describe, expect, test } from 'vitest'
import { box, type Side } from '../../../app/geometry/box'
import type { Camera } from '../../../app/paint/camera'
import { inkOf } from '../../../app/paint/ink'
import { bandOn, paintOdds, type Odds, type RunnerUp, type UnsureBox } from '../../../app/paint/odds'
import { paletteOf } from '../../../app/paint/ramps'
import { recordingBrush } from '../../builders/recording-brush'

const palette = paletteOf('light', 'sans-serif')
const camera: Camera = { zoom: 2, pan: { x: 10, y: 20 } }
const region = box<'image'>(100, 50, 200, 150)
const painted = ({ unsure = [], runnersUp = [] }: Partial<Odds>, at?: string) => {
  const note = recordingBrush()
  paintOdds(note.brush, { unsure, runnersUp, at }, { camera, palette })
  expect([note.open(), note.brush.globalAlpha]).toEqual([0, 1])
  return note.painted
}

test.each<[Side, readonly [number, number, number, number]]>([
  ['left', [90, 50, 110, 150]],
  ['right', [90, 50, 110, 150]],
  ['top', [100, 90, 200, 110]],
  ['bottom', [100, 90, 200, 110]],
])('a band of the %s edge goes along that side, from one place of its axis to another', (side, edges) => {
  expect(bandOn(region, side, [90, 110])).toEqual(box(...edges))
})

describe('a soft edge', () => {
  const soft = (bands: UnsureBox['bands']) =>
    painted({ unsure: [{ id: 'l1', region, hue: 3, bands }] }).map((p) => [
      p.at,
      Math.round(p.style.alpha * 1000) / 1000,
    ])

  test('is as wide as it is unsure, and the thicker the likelier', () => {
    expect(
      soft([
        { side: 'left', from: 90, to: 110, probability: 0.5 },
        { side: 'top', from: 50, to: 54, probability: 0.1 },
      ]),
    ).toEqual([
      // ×2, moved by (10, 20); 0.06 + 0.8 × share.
      [[190, 120, 40, 200], 0.46],
      [[210, 120, 200, 8], 0.14],
    ])
  })

  test('is seen however thin, and never hides what is under it', () => {
    expect(soft([{ side: 'right', from: 200, to: 200, probability: 1 }])).toEqual([
      [[410, 120, 1.5, 200], 0.75],
    ])
    expect(soft([{ side: 'bottom', from: 150, to: 150.1, probability: 0 }])).toEqual([
      [[210, 320, 200, 1.5], 0.06],
    ])
  })

  test('has the hue of its box', () => {
    const bands = [{ side: 'left', from: 1, to: 2, probability: 1 }] as const
    expect(painted({ unsure: [{ id: 'l1', region, hue: 3, bands }] })[0]?.style.fill).toBe(
      inkOf(palette, 3).line,
    )
  })
})

describe('a runner-up', () => {
  const other = (id: string, side: Side, more: Partial<RunnerUp> = {}): RunnerUp => ({
    ...{ id, region, side, hue: 1, weight: 0.4, label: '31 %' },
    ...more,
  })

  test.each<[Side, readonly [number, number, number, number]]>([
    ['left', [210, 120, 210, 320]],
    ['right', [410, 120, 410, 320]],
    ['top', [210, 120, 410, 120]],
    ['bottom', [210, 320, 410, 320]],
  ])('is the line of its %s side, under-painted and dashed', (side, at) => {
    const [casing, line] = painted({ runnersUp: [other('r1', side)] })
    expect(casing).toMatchObject({
      what: 'stroke',
      at,
      style: { line: inkOf(palette, 1).casing, width: 3, dash: [] },
    })
    expect(line).toMatchObject({
      what: 'stroke',
      at,
      style: { line: inkOf(palette, 1).line, width: 1.5, dash: [4, 3] },
    })
  })

  test.each([
    [0, 0.35],
    [0.4, 0.75],
    [1, 0.95],
  ])('of weight %d is %d thick', (weight, alpha) => {
    expect(painted({ runnersUp: [other('r1', 'left', { weight })] })[0]?.style.alpha).toBeCloseTo(alpha)
  })

  test('that is attended to is painted last, as a box with what is said of it', () => {
    const all = painted({ runnersUp: [other('r1', 'left'), other('r2', 'top')] }, 'r1')
    expect(all.slice(0, 2).map((p) => p.at)).toEqual([
      [210, 120, 410, 120],
      [210, 120, 410, 120],
    ])
    expect(all.slice(2, 5)).toMatchObject([
      { what: 'stroke', style: { width: 4, alpha: 1 } },
      { what: 'stroke', style: { width: 2.5, dash: [] } },
      { what: 'strokeRect', at: [210, 120, 200, 200], style: { dash: [4, 3] } },
    ])
    expect(all.flatMap((p) => p.text ?? [])).toEqual(['31 %'])
  })

  // “31 %” is 40 wide, 50 with its paddings; three quarters along the side, where no handle is.
  test.each<[Side, readonly [number, number]]>([
    ['left', [210 - 50 - 8, 270]],
    ['right', [410 + 8, 270]],
    ['top', [360 - 25, 120 - 18]],
    ['bottom', [360 - 25, 320 + 18]],
  ])('says so beside its %s side', (side, [x, y]) => {
    const all = painted({ runnersUp: [other('r1', side)] }, 'r1')
    expect(all.find((p) => p.what === 'fill')?.at).toEqual([x, y - 9, 50, 18])
    expect(all.find((p) => p.what === 'text')?.at).toEqual([x + 5, y])
  })

  test('that is not there is not attended to', () => {
    expect(painted({ runnersUp: [other('r1', 'left')] }, 'gone').flatMap((p) => p.text ?? [])).toEqual([])
    expect(painted({}, 'gone')).toEqual([])
  })
})
