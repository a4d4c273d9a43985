import { formatBytes } from '../../../app/bytes'
import { describe, expect, it } from 'vitest'
import { conditionsOf, flagWord } from '../../../renderer/words/collections'
import { commonStart } from '../../../renderer/session/collections/trace-pages'
import { box } from '../../../app/geometry/box'
import type { Origin } from '../../../app/trace/origin'
import { goldCanvasBoxes } from '../../../renderer/panels/canvas-boxes'

describe('what all questions of a list begin with', () => {
  const instruction = 'Answer with the option’s letter from the given choices.'

  it('is left out where it is an instruction', () => {
    const questions = Array.from({ length: 50 }, (_, i) => `${instruction} What is ${i}?`)
    expect(commonStart(questions)).toBe(`${instruction} What is `)
  })

  it('is found though one or two begin otherwise', () => {
    const questions = Array.from({ length: 50 }, (_, i) => `${instruction} Where is ${'abcdef'[i % 6]}?`)
    expect(commonStart(['A lamp?', ...questions, 'Who?'])).toBe(`${instruction} Where is `)
  })

  it('is kept where it is short, or where there are few questions', () => {
    expect(commonStart(['What is the colour?', 'What is the shape?', 'What is it?', 'What is up?'])).toBe('')
    expect(commonStart([`${instruction} a`, `${instruction} b`])).toBe('')
  })
})

describe('the conditions of a list', () => {
  it('are named, each with the query without it', () => {
    const query = { text: 'sign', verdict: 'wrong', looks: { min: 1, max: 100_000 }, missing: false } as const
    expect(conditionsOf(query)).toEqual([
      { words: 'wrong', without: { text: 'sign', looks: query.looks, missing: false } },
      { words: '1 or more looks', without: { text: 'sign', verdict: 'wrong', missing: false } },
      { words: 'image available', without: { text: 'sign', verdict: 'wrong', looks: query.looks } },
    ])
  })
})

describe('a trace in a list', () => {
  it('has flags that nobody named yet in words all the same', () => {
    expect(flagWord('brand-new')).toBe('brand new')
  })
})

describe('sizes', () => {
  it('are told at a readable precision', () => {
    expect([0, 999, 5049, 142e6, 1.04e9].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '5.0 kB',
      '142 MB',
      '1.0 GB',
    ])
  })
})

describe('gold boxes of a file', () => {
  const origin = (goldBoxes: Origin['goldBoxes']): Origin => ({
    collection: 'c',
    row: 0,
    file: 'f',
    line: 1,
    format: 'x',
    goldBoxes,
    pictures: [],
    main: 0,
    meta: {},
  })

  it('are on the canvas, dotted, in nobody’s hand; one without area is only listed', () => {
    const gold = { numbers: [1, 2, 30, 40], space: 'image' } as const
    const boxes = goldCanvasBoxes(
      origin([
        { ...gold, region: box(1, 2, 30, 40), label: 'total' },
        { ...gold, region: box(5, 5, 5, 5) },
      ]),
    )
    expect(boxes).toEqual([
      {
        id: 'ghost:gold-file-0',
        region: box(1, 2, 30, 40),
        number: 0,
        hue: 0,
        author: 'model',
        ghost: true,
        gold: true,
        label: 'gold: total',
      },
    ])
  })
})
