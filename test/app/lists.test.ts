/** Texts with more of something than fits on the stack as arguments: nothing throws, nothing is lost. */
import { expect, test } from 'vitest'
import { leastOf, mostOf, pushAll } from '../../app/lists'
import { dialectOf } from '../../app/dialects'
import { parse } from '../../app/code/statements'

const many = 300_000

test('lists of any length are added, and have a smallest and a largest', () => {
  const numbers = Array.from({ length: many }, (_, i) => i)
  const list = [-1]
  pushAll(list, numbers)
  expect([list.length, leastOf(list), mostOf(list)]).toEqual([many + 1, -1, many - 1])
  expect([leastOf([]), mostOf([])]).toEqual([Infinity, -Infinity])
})

test('a line of many statements is read', () => {
  expect(parse(`${'a;'.repeat(many)}b`)).toHaveLength(many + 1)
})

test('a list of many boxes is read', () => {
  const text = `[${'{"bbox_2d": [1, 2, 30, 40]}, '.repeat(many / 2)}{"bbox_2d": [1, 2, 30, 40]}]`
  const spans = dialectOf('qwen-grounding')?.spans(text) ?? []
  expect(spans.filter((s) => s.type === 'look')).toHaveLength(many / 2 + 1)
})
