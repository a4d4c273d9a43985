import { describe, expect, test } from 'vitest'
import { toolText } from '../../../app/trace/tool-text'

describe('what a tool gave back', () => {
  test('is read without the marks around it and without places of pictures', () => {
    expect(
      toolText('<interpreter>\nText Result:\n7\nImage Result:\n<image_clue_1></image_clue_1></interpreter>'),
    ).toBe('Text Result:\n7\nImage Result:')
    expect(toolText('<tool_response>\n  {"a": 1}\n</tool_response>')).toBe('  {"a": 1}')
  })

  test('leaves out a stream that nothing was written to', () => {
    const text = 'Code execution result:\nstdout:\n```\n7\n```\n\nstderr:\n```\n\n```\n\nImages:\n'
    expect(toolText(text)).toBe('Code execution result:\nstdout:\n```\n7\n```\n\nImages:')
  })

  test('keeps marks that are not around all of it, and text that is nothing but marks', () => {
    const two = '<tool_response>1</tool_response>\n<tool_response>2</tool_response>'
    expect([two, 'a <b>c</b>', '<output></output>'].map(toolText)).toEqual([
      two,
      'a <b>c</b>',
      '<output></output>',
    ])
  })
})
