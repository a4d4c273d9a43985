/** The shapes the contract is made of: what they take, what they refuse, and which fields may be left out. */
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import {
  alternative,
  boxShape,
  count,
  id,
  modelId,
  openSource,
  page,
  path,
  seed,
  settings,
  shownPixels,
  tokenPlace,
} from '../../../app/host/shapes'

const takes = (shape: z.ZodType, value: unknown) => shape.safeParse(value).success

describe('ids and paths', () => {
  test.each<[string, z.ZodType, number]>([
    ['an id', id, 200],
    ['a model', modelId, 500],
    ['a path', path, 4096],
  ])('%s has at least one letter and at most so many', (_, shape, most) => {
    expect(takes(shape, 'a'.repeat(most))).toBe(true)
    expect(takes(shape, 'a'.repeat(most + 1))).toBe(false)
    for (const none of ['', 7, null, undefined, ['a']]) expect(takes(shape, none)).toBe(false)
  })

  test('an id may hold anything a hash, a path or a name of the field has', () => {
    for (const odd of ['server:gpu/Qwen/Qwen2.5-VL', '../x', '陈静', 'a b', '__proto__'])
      expect(takes(id, odd)).toBe(true)
  })
})

describe('numbers', () => {
  test.each<[string, z.ZodType, readonly unknown[], readonly unknown[]]>([
    ['a count', count, [0, 1, 1e9], [-1, 0.5, NaN, Infinity, '1', null, 1n]],
    ['pixels that were shown', shownPixels, [1, 1e12], [0, 1e12 + 1, 1.5]],
    ['a seed', seed, [0, 2 ** 31 - 1], [-1, 2 ** 31, 0.5]],
    ['a page’s end', page.limit, [1, 500], [0, 501, 2.5]],
    ['a page’s beginning', page.offset, [0, 1e6], [-1, 0.5]],
  ])('%s', (_, shape, taken, refused) => {
    expect(taken.filter((value) => !takes(shape, value))).toEqual([])
    expect(refused.filter((value) => takes(shape, value))).toEqual([])
  })
})

describe('a box', () => {
  test('has four numbers, in pixels and parts of them; nothing else of it is kept', () => {
    const box = { left: -0.5, top: 0, right: 10, bottom: 1e6 }
    expect(boxShape.parse({ ...box, space: 'image' })).toEqual(box)
  })

  test.each([{ left: 1, top: 2, right: 3 }, { left: '1', top: 2, right: 3, bottom: 4 }, [1, 2, 3, 4], null])(
    '%j is none',
    (value) => expect(takes(boxShape, value)).toBe(false),
  )

  test('has no edge that is no number', () => {
    for (const edge of [NaN, Infinity, null])
      expect(takes(boxShape, { left: edge, top: 0, right: 1, bottom: 1 })).toBe(false)
  })
})

describe('settings of a run', () => {
  const least = { temperature: 0, seed: 0, maxTokens: 1, maxLooks: 0 }

  test('are temperature, seed, tokens and looks; the rest may be left out', () => {
    expect(settings.parse(least)).toEqual(least)
    const most = {
      temperature: 5,
      topP: 1,
      topK: 1e6,
      repetitionPenalty: 10,
      plainQuestion: true,
      seed: 2 ** 31 - 1,
    }
    const whole = { ...most, maxTokens: 32768, maxLooks: 64 }
    expect(settings.parse(whole)).toEqual(whole)
  })

  test.each([
    { temperature: -0.1 },
    { temperature: 5.1 },
    { topP: 0 },
    { topP: 1.01 },
    { topK: -1 },
    { topK: 1.5 },
    { repetitionPenalty: 0 },
    { repetitionPenalty: 11 },
    { maxTokens: 0 },
    { maxTokens: 32769 },
    { maxLooks: -1 },
    { maxLooks: 65 },
    { seed: -1 },
    { plainQuestion: false },
  ])('%j is outside of what can be', (more) => expect(takes(settings, { ...least, ...more })).toBe(false))

  test.each(['temperature', 'seed', 'maxTokens', 'maxLooks'])('without %s they are not whole', (name) => {
    expect(takes(settings, { ...least, [name]: undefined })).toBe(false)
  })

  test('what is not said is absent, not undefined: a journal keeps what it is given', () => {
    expect(takes(settings, { ...least, topP: undefined })).toBe(false)
    expect(takes(settings, { ...least, plainQuestion: undefined })).toBe(false)
  })
})

describe('a place among tokens', () => {
  test('is a step and how many stand before', () => {
    expect(takes(tokenPlace, { step: 's1', at: 0 })).toBe(true)
    for (const bad of [{ step: 's1' }, { step: '', at: 0 }, { step: 's1', at: -1 }, { step: 's1', at: 0.5 }])
      expect(takes(tokenPlace, bad)).toBe(false)
  })

  test('takes a token by its text; its number and whether it ends are known of some', () => {
    expect(takes(alternative, { text: '', logprob: -0.5 })).toBe(true)
    expect(takes(alternative, { text: 'a', logprob: -0.5, id: 0, ends: true })).toBe(true)
    expect(takes(alternative, { text: 'a'.repeat(1001), logprob: 0 })).toBe(false)
    expect(takes(alternative, { text: 'a', logprob: -Infinity })).toBe(false)
    expect(takes(alternative, { text: 'a', logprob: 0, ends: false })).toBe(false)
    expect(takes(alternative, { text: 'a', logprob: 0, id: -1 })).toBe(false)
  })
})

describe('where a file comes from', () => {
  test.each([{ type: 'path', path: '/data/a.jsonl' }, { type: 'upload', upload: 'u1' }, { type: 'dialog' }])(
    '%j',
    (source) => expect(openSource.parse(source)).toEqual(source),
  )

  test.each([
    { type: 'path' },
    { type: 'path', path: '' },
    { type: 'upload', path: '/data/a' },
    { type: 'url', url: 'https://example.org/a' },
    {},
    'dialog',
  ])('not from %j', (source) => expect(takes(openSource, source)).toBe(false))

  test('a dialog brings no path along: what else is said is left out', () => {
    expect(openSource.parse({ type: 'dialog', path: '/etc/passwd' })).toEqual({ type: 'dialog' })
  })
})
