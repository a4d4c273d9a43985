import { describe, expect, it } from 'vitest'
import { fieldsIn } from '../../../app/readers/path'
import type { NamedReader } from '../../../app/readers/reader'
import { suggestReader } from '../../../app/readers/suggest'
import {
  callMapping,
  inTreeOrder,
  readerFrom,
  recordMapping,
  roleAt,
  rolesFor,
  withLikely,
  withRole,
} from '../../../renderer/session/readers/mapping'

const record = { q: 'Why?', pic: 'a.png', zones: [{ zone: [1, 2, 3, 4], called: 'x' }] }
const readerOf = (...args: Parameters<typeof readerFrom>) => {
  const read = readerFrom(...args)
  return read.ok ? read.value : read.issues.map((i) => i.message)
}

describe('a reader of records while it is made', () => {
  const begun = recordMapping(suggestReader(record, 'mine'))

  it('gives each value one part and each part one value', () => {
    const asked = withRole(withRole(begun, 'q', 'question'), 'zones[*].called', 'label')
    expect(roleAt(asked, 'q')).toBe('question')
    const moved = withRole(asked, 'zones[*].called', 'question')
    expect([roleAt(moved, 'q'), roleAt(moved, 'zones[*].called')]).toEqual([undefined, 'question'])
    expect(roleAt(withRole(moved, 'zones[*].called', undefined), 'zones[*].called')).toBeUndefined()
  })

  it('becomes the reader it was read from', () => {
    const reader: NamedReader = {
      relookReader: 1,
      name: 'mine',
      record: {
        question: 'q',
        image: 'pic',
        boxes: {
          at: 'zones[*].zone',
          label: 'zones[*].called',
          space: 'per-mille',
          order: 'yxyx',
          use: 'gold',
        },
        dialect: 'qwen3-vl',
      },
      calls: [{ tool: 'peek', box: 'zone', space: 'unit' }],
    }
    expect(readerOf(recordMapping(reader), reader)).toEqual(reader)
  })

  it('shows values as a tree', () => {
    const fields = fieldsIn({ a: { b: 1, c: [{ d: 2 }] }, ab: 3 })
    expect(inTreeOrder(fields).map((f) => f.path)).toEqual(['a', 'a.b', 'a.c', 'a.c[*]', 'a.c[*].d', 'ab'])
  })

  it('says what is missing, and what is wrong with its name', () => {
    expect(readerOf({ ...begun, at: {} })).toEqual([expect.stringContaining('Choose at least')])
    expect(readerOf({ ...begun, at: { question: 'q' }, name: '../x' })).toEqual([
      expect.stringContaining('A name has'),
    ])
    // One sentence at a time, in words.
    expect(readerOf({ ...begun, at: { question: 'q' }, name: ' ' })).toEqual(['A reader needs a name.'])
  })

  it('offers what a value may be', () => {
    const fields = fieldsIn(record)
    const of = (path: string) => {
      const field = fields.find((f) => f.path === path)
      return field === undefined ? [] : rolesFor(begun, field)
    }
    expect(of('zones[*].zone')).toEqual(['boxes'])
    expect(of('q')).toContain('question')
    expect(of('pic')).toContain('image')
  })
})

describe('a reader of calls while it is made', () => {
  const args = { zone: [1, 2, 3, 4], pic_no: 1, why: 'the sign', x: 1, y: 2, w: 3, h: 4 }
  const fields = fieldsIn(args)

  it('begins with the likeliest box, image and label', () => {
    const begun = withLikely(callMapping('mine', 'peek', undefined), fields)
    expect(begun.at).toEqual({ box: 'zone', image: 'pic_no', label: 'why' })
    expect(readerOf(begun)).toMatchObject({
      calls: [{ tool: 'peek', box: 'zone', image: 'pic_no', imageFrom: 0, label: 'why', space: 'image' }],
    })
  })

  it('takes four arguments for a box, all or none', () => {
    const four = { first: 'x', second: 'y', third: 'w' }
    const begun = { ...callMapping('mine', 'peek', undefined), at: four }
    expect(readerOf(begun)).toEqual([expect.stringContaining('which value is the box')])
    const whole = { ...begun, at: { ...four, fourth: 'h' }, order: 'xywh' as const }
    const reader = readerOf(whole)
    expect(reader).toMatchObject({ calls: [{ box: ['x', 'y', 'w', 'h'], order: 'xywh' }] })
    if (Array.isArray(reader) || !('calls' in reader)) throw new Error('no reader')
    expect(callMapping('mine', 'peek', reader.calls?.[0]).at).toEqual({ ...four, fourth: 'h' })
  })

  it('keeps what the reader says of other tools and of records', () => {
    const base: NamedReader = {
      relookReader: 1,
      name: 'mine',
      record: { question: 'q' },
      calls: [
        { tool: 'peek', box: 'old', space: 'unit' },
        { tool: 'other', box: 'b', space: 'unit' },
      ],
    }
    const made = readerOf(withLikely(callMapping('mine', 'peek', undefined), fields), base)
    expect(made).toMatchObject({
      record: { question: 'q' },
      calls: [{ tool: 'other' }, { tool: 'peek', box: 'zone' }],
    })
  })
})
