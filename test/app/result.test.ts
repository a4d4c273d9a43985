/** Data was right or wrong, with what there is to say of it. */
import { expect, test } from 'vitest'
import { bad, good, unreachable } from '../../app/result'

test('a value has remarks or none; what is wrong has no value', () => {
  expect(good(7)).toEqual({ ok: true, value: 7, issues: [] })
  expect(good(7, [{ message: 'rounded' }])).toEqual({ ok: true, value: 7, issues: [{ message: 'rounded' }] })
  expect(bad({ line: 2, message: 'no' }, { path: 'a[1]', message: 'neither' })).toEqual({
    ok: false,
    issues: [
      { line: 2, message: 'no' },
      { path: 'a[1]', message: 'neither' },
    ],
  })
  expect('value' in bad({ message: 'no' })).toBe(false)
})

test('a case that nobody thought of is said, with what it was', () => {
  // A later version's value, which the types of this one exclude.
  expect(() => unreachable({ type: 'new' } as never)).toThrow('Unexpected value: {"type":"new"}')
})
