/** Process rewards: what people said of single steps, as trainers of process reward models read it. */
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import { prm800k, trlStepwise } from '../../../app/exports/process'
import { defaultSelection, select } from '../../../app/exports/select'
import type { ExportTrace, Writer } from '../../../app/exports'
import { blankReview, reviewKey, type Review } from '../../../app/trace/review'
import { must } from '../../builders/must'
import { fiveSteps, projectWith } from '../../builders/project'

const review = (by: string, steps: NonNullable<Review['steps']>, more: Partial<Review> = {}): Review => ({
  ...blankReview(by, by === 'ana' ? 9 : 5),
  steps,
  ...more,
})

function traceWith(...reviews: readonly Review[]): ExportTrace {
  const project = {
    ...projectWith(fiveSteps),
    drafts: { t1: { type: 'text' as const, text: 'Other words.' } },
    reviews: Object.fromEntries(reviews.map((r) => [reviewKey('main', r.by), r])),
  }
  return must(select(project, defaultSelection).traces[0])
}

const write = (writer: Writer, trace: ExportTrace) => {
  const dialect = must(dialectOf('vlm-r3'))
  return writer.write(trace, { dialect, budgets: dialect.budgets })
}
const why = (writer: Writer, trace: ExportTrace) => {
  const result = write(writer, trace)
  return result.ok ? '' : result.issues[0]?.message
}

describe('TRL stepwise supervision', () => {
  test('has the model’s own words, one label a step, and the image with its crop', () => {
    const trace = traceWith(review('ana', { t1: 'good', l1: 'neutral', t2: 'bad' }))
    const result = write(trlStepwise, trace)
    const row = must(result.ok ? result.value[0] : undefined)
    const raw = (id: string) => trace.original.find((s) => s.id === id)?.raw.trim()
    expect(row).toMatchObject({
      prompt: trace.branch.question,
      completions: [raw('t1'), raw('l1'), raw('t2')],
      labels: [true, false, false],
      ratings: [1, 0, -1],
      labelers: ['ana'],
    })
    expect(row['images']).toHaveLength(2)
  })

  test('is left out where a step in between has no verdict, nobody judged, or annotators differ', () => {
    expect(why(trlStepwise, traceWith(review('ana', { t2: 'bad' })))).toMatch(/before the last/)
    expect(why(trlStepwise, traceWith(review('ana', {})))).toMatch(/Nobody/)
    const bo = review('bo', { t1: 'bad' })
    expect(why(trlStepwise, traceWith(review('ana', { t1: 'good' }), bo))).toMatch(/differ/)
    const settled = traceWith(review('ana', { t1: 'good' }, { settles: ['bo'] }), bo)
    expect(why(trlStepwise, settled)).toBe('')
  })
})

describe('PRM800K', () => {
  test('is one line an annotator, also where they differ', () => {
    const all = Object.fromEntries(fiveSteps.map((s) => [s.id, 'good' as const]))
    const trace = traceWith(review('ana', all, { gold: '8', spent: 4200 }), review('bo', { t1: 'bad' }))
    const result = write(prm800k, trace)
    const lines = must(result.ok ? result.value : undefined)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatchObject({
      labeler: 'ana',
      question: { problem: trace.branch.question, ground_truth_answer: '8' },
      label: { total_time: 4200, finish_reason: 'solution' },
    })
    expect(lines[1]).toMatchObject({
      labeler: 'bo',
      label: {
        steps: [{ completions: [{ rating: -1, flagged: null }], chosen_completion: 0 }],
        finish_reason: 'found_error',
      },
    })
  })
})
