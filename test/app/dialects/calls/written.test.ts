/**
 * Calls as text and back: what chat templates write, byte for byte, so that a server's prefix cache knows them; and what a server reports as
 * data, found again in the text with the arguments as they stood there.
 */
import { describe, expect, test } from 'vitest'
import {
  toolsOf,
  toolsSystem,
  writeBoxCall,
  writeCall,
  writeValue,
  writeXmlCall,
  xmlToolsSystem,
} from '../../../../app/dialects/calls/write'
import { callsIn } from '../../../../app/dialects/calls/scan'
import fc from '../../../builders/properties'

const declared = {
  name: 'look_at',
  description: 'Looks “closer”.',
  parameters: { type: 'object', properties: { box: { type: 'array' } }, required: ['box'] },
}
const json = toolsOf([declared])
const xml = toolsOf([declared, { ...declared, name: 'other' }], 'xml')

describe('data as Python’s json.dumps writes it', () => {
  test.each([
    [[1, 2.5, -3], '[1, 2.5, -3]'],
    [{ a: 1, b: [true, null] }, '{"a": 1, "b": [true, null]}'],
    ['a "b"\n\\', '"a \\"b\\"\\n\\\\"'],
    [{}, '{}'],
    [[], '[]'],
    [{ a: undefined }, '{"a": null}'],
    [{ 'a b': { c: [{}] } }, '{"a b": {"c": [{}]}}'],
  ])('%j', (value, text) => {
    expect(writeValue(value)).toBe(text)
  })

  test('is JSON of the same value, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(JSON.stringify(JSON.parse(writeValue(value)))).toBe(JSON.stringify(value))
      }),
    )
  })
})

describe('a call', () => {
  test('in JSON and in XML, between its marks', () => {
    expect(writeCall('zoom', '"box": [1, 2]')).toBe(
      '<tool_call>\n{"name": "zoom", "arguments": {"box": [1, 2]}}\n</tool_call>',
    )
    expect(writeBoxCall('zoom', [1.4, 2.6, 3, 4], { label: 'a "b"', more: ', "img_idx": 0' })).toBe(
      '<tool_call>\n{"name": "zoom", "arguments": {"bbox_2d": [1, 3, 3, 4], "label": "a \\"b\\"", "img_idx": 0}}\n</tool_call>',
    )
    expect(writeXmlCall('zoom', { box: [1, 2], label: 'a "b"', whole: true, at: null })).toBe(
      '<tool_call>\n<function=zoom>\n<parameter=box>\n[1, 2]\n</parameter>\n<parameter=label>\na "b"\n</parameter>\n' +
        '<parameter=whole>\ntrue\n</parameter>\n<parameter=at>\nnull\n</parameter>\n</function>\n</tool_call>',
    )
  })

  test('of a server is written with its arguments as they came, blanks and order too', () => {
    const args = '{ "box":[1,2],  "label" : "x" }'
    const text = json.write({ name: 'look_at', arguments: args })
    expect(text).toBe(`<tool_call>\n{"name": "look_at", "arguments": ${args}}\n</tool_call>`)
    expect(json.find(`I look.\n${text}`)).toEqual({
      start: 8,
      end: 8 + text.length,
      call: { name: 'look_at', arguments: args },
    })
  })

  test('in XML it comes back as the same data', () => {
    const text = xml.write({ name: 'look_at', arguments: '{"box": [1, 2], "label": "x y", "n": 7}' })
    expect(text).toContain('<function=look_at>\n<parameter=box>\n[1, 2]\n</parameter>')
    expect(xml.find(text)?.call).toEqual({
      name: 'look_at',
      arguments: '{"box": [1, 2], "label": "x y", "n": 7}',
    })
  })

  test('whose arguments are no object is kept to the letter', () => {
    for (const args of ['[1, 2]', '"box"', 'box=[1, 2]'])
      expect(xml.write({ name: 'look_at', arguments: args })).toBe(
        `<tool_call>\n{"name": "look_at", "arguments": ${args}}\n</tool_call>`,
      )
  })

  test('any arguments survive both ways', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.array(fc.integer(), { maxLength: 4 }),
      fc.constantFrom('a', 'x y', 'é “1”'),
    )
    const args = fc.dictionary(fc.constantFrom('box', 'label', 'n', 'why'), value, {
      minKeys: 1,
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(args, (given) => {
        const call = { name: 'look_at', arguments: writeValue(given) }
        expect(json.find(`So. ${json.write(call)} `)?.call).toEqual(call)
        expect(xml.find(`So. ${xml.write(call)} `)?.call).toEqual(call)
      }),
    )
  })

  test('the last of several is found; half of one is none', () => {
    const two =
      json.write({ name: 'a', arguments: '{"n": 1}' }) + json.write({ name: 'b', arguments: '{"n": 2}' })
    expect(json.find(two)?.call).toEqual({ name: 'b', arguments: '{"n": 2}' })
    expect(json.find(two.slice(0, -20))).toBeUndefined()
    expect(json.find('I could call <tool_call> here.')).toBeUndefined()
  })
})

describe('a system message', () => {
  test('declares each tool on a line of its own, and ends with the form of a call', () => {
    const text = toolsSystem([declared, { ...declared, name: 'other' }])
    const lines = text.split('<tools>\n')[1]?.split('\n</tools>')[0]?.split('\n') ?? []
    expect(lines.map((line) => (JSON.parse(line) as { function: { name: string } }).function.name)).toEqual([
      'look_at',
      'other',
    ])
    expect(text.endsWith('{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>')).toBe(
      true,
    )
  })

  test('of Qwen3.5 asks for XML; no form in it is read as a call of a tool with a region', () => {
    for (const text of [toolsSystem([declared]), xmlToolsSystem([declared])]) {
      const calls = callsIn(text).flatMap(({ call }) => (call === undefined ? [] : [call.name]))
      expect(calls.filter((name) => name === 'look_at')).toEqual([])
    }
    expect(xmlToolsSystem([declared])).toContain('<function=example_function_name>')
  })
})

test.each([
  ['true', true],
  ['false', false],
  ['null', null],
  ['None', null],
  ['none', 'none'],
  ['7', 7],
  ['-2.5', -2.5],
  ['"7"', '7'],
  ['[1, 2]', [1, 2]],
  ['{"a": 1}', { a: 1 }],
  ['the true one', 'the true one'],
  ['', ''],
])('a parameter in XML that says %j is %j', (written, value) => {
  const text = `<tool_call>\n<function=f>\n<parameter=a>\n${written}\n</parameter>\n</function>\n</tool_call>`
  expect(callsIn(text)[0]?.call?.arguments).toEqual({ a: value })
})
