import { expect, it } from 'vitest'
import { rowsOf } from '../../../renderer/session/document/rows'
import { scrubMarks } from '../../../renderer/session/player/scrub-marks'
import { answer, fiveSteps, look, thought } from '../../builders/project'

it('marks every step of a short trace, from one end to the other', () => {
  const rows = rowsOf({ steps: fiveSteps, drafts: {}, branch: 'main' })
  expect(scrubMarks(rows).map((m) => m.share)).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect(scrubMarks(rows.slice(0, 1)).map((m) => m.share)).toEqual([0])
})

it('marks as many places as can be told apart of a very long one, looks before words', () => {
  const steps = Array.from({ length: 6700 }, (_, i) => (i % 10 === 3 ? look(`l${i}`) : thought(`t${i}`, 'x')))
  const marks = scrubMarks(rowsOf({ steps: [...steps, answer('a', '7')], drafts: {}, branch: 'main' }))
  expect(marks.length).toBeLessThanOrEqual(240)
  expect(marks.filter((m) => m.row.type === 'look').length).toBeGreaterThan(200)
  expect(marks.every((m, i) => m.share >= (marks[i - 1]?.share ?? 0))).toBe(true)
})
