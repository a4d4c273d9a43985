/** Texts with which a dialect begins a step. */
import { expect, test } from 'vitest'
import { dialects } from '../../../app/dialects'
import { qwen35 } from '../../../app/dialects/qwen3-5'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { marksOfDialect } from '../../../app/reasoning/marks'

test('a request, an answer and the end of a thought', () => {
  expect(marksOfDialect(qwen35)).toEqual(['<tool_call>', '</think>'])
  expect(marksOfDialect(vlmR3)).toEqual(['{"bbox_2d":', '<answer>', '</think>'])
})

test('every dialect has some, and none is blank', () => {
  for (const dialect of dialects)
    for (const mark of marksOfDialect(dialect)) expect(mark, dialect.id).toMatch(/^\S+$/)
})
