import fc from '../../builders/properties'
import { expect, test } from 'vitest'
import { literalOf } from '../../../app/formats/literal'

test.each<[string, unknown]>([
  ['[1, 2.5, -3e2]', [1, 2.5, -300]],
  ["['a', \"it's\", 'it\\'s']", ['a', "it's", "it's"]],
  [
    "{'from': 'human', 'value': '<image>\\nWhat?', 'n': None, 't': True}",
    { from: 'human', value: '<image>\nWhat?', n: null, t: true },
  ],
  ["('a', ('b',))", ['a', ['b']]],
  ["['\\u00e9\\x41']", ['éA']],
  ['[]', []],
])('%s is read', (text, value) => expect(literalOf(text)).toEqual(value))

test.each(["['a'", '[a]', "__import__('os')", "['a'] + 1", '[1 2]', "{'a'}", '', '['.repeat(5000)])(
  '%s is none, and nothing is run',
  (text) => expect(literalOf(text)).toBeUndefined(),
)

test('JSON is read as JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(literalOf(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('never throws', () => {
  const piece = fc.constantFrom('[', ']', '{', '}', ',', ':', "'a'", '"', "'", '\\', '1', ' ', 'None', '(')
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((p) => p.join('')),
      (text) => void literalOf(text),
    ),
  )
})
