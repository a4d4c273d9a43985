/** Code and calls as a person reads them, out of the marks they stand in. */
import { describe, expect, it } from 'vitest'
import { dataCall, shownCall } from '../../../app/dialects/calls/shown'
import { shownCode } from '../../../app/dialects/code/shown'

describe('the code of a step', () => {
  it.each([
    ['tags and a fence', '</think>\n<code>\n```python\nx = 10\n```\n</code>'],
    ['a fence', '```python\nx = 10\n```'],
    ['no marks', 'x = 10'],
    ['a call', '<tool_call>{"name": "run", "arguments": {"code": "x = 10"}}</tool_call>'],
  ])('is read out of %s, and places stay where they were', (_, raw) => {
    const { code, placeIn } = shownCode(raw)
    expect(code.trim()).toBe('x = 10')
    const at = placeIn(raw.indexOf('10')) ?? -1
    expect(code.slice(at, at + 2)).toBe('10')
  })

  it('has its line ends and quotes out of JSON', () => {
    const raw = '<tool_call>{"name": "run", "arguments": {"code": "a = \\"b\\"\\nx = 10"}}</tool_call>'
    const { code, placeIn } = shownCode(raw)
    expect(code).toBe('a = "b"\nx = 10')
    expect(placeIn(raw.indexOf('10'))).toBe(code.indexOf('10'))
    expect(placeIn(0)).toBeUndefined()
  })
})

describe('a call', () => {
  it('is read in any spelling, also as far as it goes', () => {
    const json = '<tool_call>{"name": "peek", "arguments": {"zone": [1, 2], "why": "the sig'
    expect(shownCall(json)).toEqual({ name: 'peek', arguments: { zone: [1, 2], why: 'the sig' } })
    const xml =
      '<tool_call>\n<function=peek>\n<parameter=zone>\n[1, 2]\n</parameter>\n</function>\n</tool_call>'
    expect(shownCall(xml)).toEqual({ name: 'peek', arguments: { zone: [1, 2] } })
    expect(shownCall('no call at all')).toBeUndefined()
  })

  it('is read out of data without marks where its dialect says that it is one', () => {
    const raw = '"actions🚀" [{"API_name": "compare", "API_params": {"param": "[a, b]"}}]'
    expect(shownCall(raw)).toBeUndefined()
    expect(dataCall(raw)).toEqual({ name: 'compare', arguments: { param: '[a, b]' } })
    expect(dataCall(', {"API_name": "crop", "API_params": {"param": "bbx')).toEqual({
      name: 'crop',
      arguments: { param: 'bbx' },
    })
    for (const none of ['no data at all', "<problem>{'dark'}</problem>", '[1, 2]', '{"bbox": [1, 2]}'])
      expect(dataCall(none)).toBeUndefined()
  })
})
