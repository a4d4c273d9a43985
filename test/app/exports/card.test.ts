/** The card of a data set: what `load_dataset` finds its files by, and tables that no word of a file can break. */
import { describe, expect, test } from 'vitest'
import { cardOf, type CardFacts } from '../../../app/exports/card'
import { msSwift } from '../../../app/exports/ms-swift'

const facts: CardFacts = {
  name: 'receipts',
  writer: msSwift,
  version: '0.2.0',
  at: Date.UTC(2026, 10, 30, 23, 59),
  counts: { train: 12, dev: 3, test: 0 },
  files: { train: ['train.jsonl'], dev: ['dev.jsonl'], test: [] },
  ...{ images: 15, crops: 31, corrected: 4, accepted: 9, forced: 0 },
  skipped: {},
  sources: { gqa: 3, textvqa: 12 },
  licences: { 'CC-BY-4.0': 15 },
  models: { 'm-7b': 15 },
  annotators: {},
  settings: [['words', 'corrected']],
}
const card = (more: Partial<CardFacts> = {}) => cardOf({ ...facts, ...more })
/** The table under a heading, as cells. */
const table = (text: string, head: string) => {
  const from = text.slice(text.indexOf(`| ${head} |`))
  return from
    .slice(0, from.indexOf('\n\n'))
    .split('\n')
    .filter((line) => !line.includes('---'))
    .map((line) =>
      line
        .slice(2, -2)
        .split(/(?<!\\) \| /)
        .map((cell) => cell.trim()),
    )
}

describe('a card', () => {
  test('names the files of each split as the hub calls it, and none that is empty', () => {
    const [, front] = card().split('---\n')
    expect(front).toBe(
      'configs:\n  - config_name: default\n    data_files:\n' +
        '      - split: train\n        path: ["train.jsonl"]\n' +
        '      - split: validation\n        path: ["dev.jsonl"]\n',
    )
    expect(table(card(), 'split | records | files')).toEqual([
      ['split', 'records', 'files'],
      ['train', '12', 'train.jsonl'],
      ['dev', '3', 'dev.jsonl'],
    ])
  })

  test('without files has front matter that is none', () => {
    const none = { train: [], dev: [], test: [] }
    expect(card({ files: none }).startsWith('---\n---\n')).toBe(true)
  })

  test('has every file of a split that is in several', () => {
    const train = ['train-00000-of-00002.parquet', 'train-00001-of-00002.parquet']
    const text = card({ files: { ...facts.files, train } })
    expect(text).toContain(`path: ${JSON.stringify(train)}`)
    expect(text).toContain(`| train | 12 | ${train.join(', ')} |`)
  })

  test('says by which version it was made, on which day, and from which shape', () => {
    expect(card()).toContain('Written by Relook 0.2.0 on 2026-11-30.')
    expect(card()).toContain(`The shape follows ${msSwift.source}.`)
    expect(card()).toContain('swift sft --dataset train.jsonl --val_dataset dev.jsonl')
  })

  test('counts what is in it, tokens a person put there only where there are any', () => {
    expect(card()).toContain(
      '15 pictures, 31 crops in the records, 4 traces corrected by a person, 9 accepted',
    )
    expect(card()).not.toContain('with a token that a person put')
    expect(card({ forced: 2 })).toContain('2 with a token that a person put in place of the model’s.')
  })

  test('has the most first, and the same order every time among equals', () => {
    expect(table(card(), 'source | traces').slice(1)).toEqual([
      ['textvqa', '12'],
      ['gqa', '3'],
    ])
    const equal = card({ sources: { b: 1, c: 1, a: 1 } })
    expect(table(equal, 'source | traces').slice(1)).toEqual([
      ['a', '1'],
      ['b', '1'],
      ['c', '1'],
    ])
  })

  test('says who decided on how much and in how long, or that nobody has', () => {
    expect(card()).toContain('Nobody has reviewed these traces.')
    const ana = { reviewed: 10, accepted: 9, corrected: 4, spent: 5_430_000 }
    expect(
      table(card({ annotators: { ana } }), 'annotator | decided on | accepted | corrected | time')[1],
    ).toEqual([...['ana', '10', '9', '4', '90.5 min']])
  })

  test('says what was left out and why, or that nothing was', () => {
    expect(card()).toContain('## Left out\n\nNothing.')
    expect(table(card({ skipped: { 'It has no answer.': 2 } }), 'reason | traces')[1]).toEqual([
      'It has no answer.',
      '2',
    ])
  })

  test('keeps its tables whole, whatever a file calls its source', () => {
    const odd = { 'a|b': 3, 'two\nlines\r\nof it': 2, ['x'.repeat(400)]: 1 }
    const rows = table(card({ sources: odd }), 'source | traces').slice(1)
    expect(rows).toEqual([
      ['a\\|b', '3'],
      ['two lines of it', '2'],
      ['x'.repeat(300), '1'],
    ])
  })

  test('cuts a long word between two letters, never in the middle of one', () => {
    const text = card({ sources: { [`${'x'.repeat(299)}🙂🙂`]: 1 } })
    expect(text).toContain(`| ${'x'.repeat(299)} | 1 |`)
    expect(Buffer.from(text).toString()).toBe(text)
  })
})
