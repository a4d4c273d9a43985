import { describe, expect, it } from 'vitest'
import { metricOf } from '../../../app/metrics'
import { judgedBy, judgeQuestion } from '../../../app/metrics/judge'
import type { Item, Metric } from '../../../app/metrics/metric'

const item: Item = {
  id: '1',
  position: 0,
  question: 'Where is the cup?',
  answer: 'A',
  options: { A: 'left of the plate', B: 'right of the plate' },
  fields: {},
}

function metric(id: string): Metric {
  const found = metricOf(id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

describe('a judge', () => {
  it('extracts a letter, which the rule then compares', () => {
    expect(judgeQuestion(metric('mcq'), item, 'to the west of it')).toContain(
      'Reply with the letter of the option alone',
    )
    expect(judgedBy(metric('mcq'), item, { judge: 'J', reply: 'A' })).toMatchObject({
      state: 'right',
      score: 1,
      rule: 'extracted by J; letter in the text',
    })
    expect(judgedBy(metric('mcq'), item, { judge: 'J', reply: 'B.' }).state).toBe('wrong')
    expect(judgedBy(metric('mcq'), item, { judge: 'J', reply: 'Z' }).state).toBe('wrong')
    expect(judgedBy(metric('mcq'), item, { judge: 'J', reply: 'hm' })).toMatchObject({
      state: 'undecided',
      rule: 'the judge J found no answer',
    })
  })

  it('extracts a number for MathVista', () => {
    const open: Item = {
      ...item,
      options: {},
      answer: '14',
      fields: { question_type: 'free_form', answer_type: 'integer' },
    }
    expect(judgeQuestion(metric('mathvista'), open, 'It is fourteen')).toContain(
      'Reply with the number alone',
    )
    expect(judgedBy(metric('mathvista'), open, { judge: 'J', reply: '14\n' }).state).toBe('right')
    expect(judgedBy(metric('mathvista'), open, { judge: 'J', reply: '<think>1…</think>15' }).state).toBe(
      'wrong',
    )
  })

  it('compares for the VLM-R³ rule, and says 1 or 0', () => {
    expect(judgeQuestion(metric('vlm-r3'), item, 'left')).toContain('Correct answer: A')
    expect(judgedBy(metric('vlm-r3'), item, { judge: 'J', reply: '1.0' })).toMatchObject({
      state: 'right',
      rule: 'judged by J',
    })
    expect(judgedBy(metric('vlm-r3'), item, { judge: 'J', reply: '0' }).state).toBe('wrong')
    expect(judgedBy(metric('vlm-r3'), item, { judge: 'J', reply: 'yes' }).state).toBe('undecided')
  })

  it('is not asked where the rule always decides', () => {
    expect(judgeQuestion(metric('anls'), item, 'x')).toBeUndefined()
  })
})
