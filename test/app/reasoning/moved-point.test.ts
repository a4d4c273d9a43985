/** A point that a person moved stays a point: in the correction, at every edge of the image, and in another language's words. */
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import type { ForeignTrace } from '../../../app/formats/format'
import { traceProject } from '../../../app/formats/project'
import { traceSteps } from '../../../app/formats/steps'
import type { Point } from '../../../app/geometry/box'
import { boxAroundPoint } from '../../../app/reading/place'
import { correctedSteps } from '../../../app/reasoning/corrected'
import type { Project } from '../../../app/trace/project'
import { replay } from '../../../app/trace/replay'
import type { LookStep, Step } from '../../../app/trace/step'
import { must } from '../../builders/must'

const size = { width: 2000, height: 1400 }
const picture = { id: 'i', name: 'a.png', bytes: 1, ...size }

/** Each says 1000, 350 of 2000 × 1400. */
const written: readonly { readonly id: ForeignTrace['dialect']; readonly text: string }[] = [
  { id: 'gemini', text: '{"point": [250, 500], "label": "cup"}' },
  { id: 'qwen-grounding', text: '{"point_2d": [1000, 350], "label": "cup"}' },
  { id: 'molmo', text: '<point x="50.0" y="25.0" alt="cup">cup</point>' },
  { id: 'seed-vl', text: "click(point='<point>500 250</point>')" },
  {
    id: 'vigorl',
    text: '<tool_call>\n{"name": "search_coordinate", "arguments": {"coordinate": [1000, 350]}}\n</tool_call>',
  },
]

const traceOf = (dialect: ForeignTrace['dialect'], text: string): ForeignTrace => ({
  question: 'Where?',
  images: [{ type: 'path', path: 'a.png' }],
  dialect,
  // As the file has it: pixels of the original.
  ...(dialect === 'qwen-grounding' ? { space: 'image' } : {}),
  turns: [{ type: 'model', text }],
  meta: {},
})
const lookIn = (steps: readonly Step[]) => must(steps.find((s): s is LookStep => s.type === 'look'))
const projectOf = (trace: ForeignTrace): Project =>
  must(replay(traceProject(trace, { pictures: [picture], at: 0, id: 'p', title: 't', name: 'n' })))

describe.each(written)('$id', ({ id, text }) => {
  const project = projectOf(traceOf(id, text))
  const branch = must(project.branches[0])
  const look = lookIn(Object.values(project.steps))
  const dialect = must(dialectOf(id))

  test('reads it as a point', () => expect(look.point).toEqual({ x: 1000, y: 350 }))

  // In hundredths and thousandths a number is two pixels here.
  test.each<Point>([
    { x: 400, y: 700 },
    { x: 0, y: 0 },
    { x: 2000, y: 1400 },
    { x: 4, y: 1386 },
  ])('moved to $x, $y it is said as a point, and read there again', (to) => {
    const region = boxAroundPoint(to, size, dialect)
    const moved = { ...project, drafts: { [look.id]: { type: 'region' as const, region, point: to } } }
    const corrected = lookIn(correctedSteps(moved, branch))
    expect(corrected.request.numbers).toHaveLength(2)
    const again = lookIn(
      traceSteps(traceOf(id, corrected.raw), { pictures: [picture], at: 0, space: dialect.space }).steps,
    )
    for (const { point } of [corrected, again]) {
      expect(Math.abs(must(point).x - to.x)).toBeLessThanOrEqual(1)
      expect(Math.abs(must(point).y - to.y)).toBeLessThanOrEqual(1)
    }
  })
})
