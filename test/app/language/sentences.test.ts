/** What hosts say, looked up: which of several texts is meant, what is put in and how deep, what is left alone; and the catalogues themselves. */
import { describe, expect, test } from 'vitest'
import { createHeard } from '../../../app/language/heard'
import { catalogues } from '../../../app/language/languages'

describe('places', () => {
  const hear = createHeard({
    '{n} of {total} are done.': '{total} 个中完成了 {n} 个。',
    'The file {path} is gone.': '文件 {path} 已不在。',
    'The file {path} is gone for good.': '文件 {path} 已彻底消失。',
    '“{name}” says: {why}': '“{name}”：{why}',
    'too slow': '太慢',
    'Again {x} and {x}.': '{x}、{x}。',
  })

  test('may stand in another order', () => expect(hear('3 of 12 are done.')).toBe('12 个中完成了 3 个。'))

  test('hold anything, also nothing, blanks and other places', () => {
    expect(hear('The file  is gone.')).toBe('文件  已不在。')
    expect(hear('The file {path} is gone.')).toBe('文件 {path} 已不在。')
    expect(hear('The file 图/é {n}.png is gone.')).toBe('文件 图/é {n}.png 已不在。')
    expect(hear('The file $& $1 is gone.')).toBe('文件 $& $1 已不在。')
  })

  test('of two texts that fit, the longer is meant', () => {
    expect(hear('The file a is gone for good.')).toBe('文件 a 已彻底消失。')
  })

  test('names between quotation marks stay, what else is put in is told', () => {
    expect(hear('“too slow” says: too slow')).toBe('“too slow”：太慢')
  })

  test('one that is there twice is filled twice', () => expect(hear('Again a and b.')).toBe('a、a。'))

  test('of another text there are none', () => {
    for (const other of [
      'The file a is',
      'the file a is gone.',
      'The file a is gone',
      ' The file a is gone.x',
    ])
      expect(hear(other), other).toBeUndefined()
  })
})

describe('several sentences', () => {
  const hear = createHeard({
    'Done.': '完成。',
    'Done. Close it.': '完成并关闭。',
    'Why?': '为什么？',
    '{what} failed.': '{what} 失败。',
    'it was cut off': '被截断',
  })

  test('that are one text are one text', () => expect(hear('Done. Close it.')).toBe('完成并关闭。'))

  test('keep the line ends between them, not the blanks', () => {
    expect(hear('Done. Why?')).toBe('完成。为什么？')
    expect(hear('Done.\nWhy?')).toBe('完成。\nWhy?'.replace('Why?', '为什么？'))
    expect(hear('Hello. Done.')).toBe('Hello. 完成。')
  })

  test('of which none is known are unknown', () => expect(hear('Hello. World.')).toBeUndefined())

  test('what is put in may not swallow the end of a sentence where another reading is there', () => {
    expect(hear('Done. a failed.')).toBe('完成。a 失败。')
  })
})

describe('lists', () => {
  const hear = createHeard({
    a: '甲',
    b: '乙',
    'there is no input': '没有输入',
    'It has {what}.': '它有 {what}。',
  })

  test.each([
    ['a, b', '甲, 乙'],
    ['a; b', '甲; 乙'],
    ['a or b', '甲 or 乙'],
    ['a, b.', '甲, 乙.'],
    ['model.onnx: there is no input', 'model.onnx: 没有输入'],
    ['It has a, b.', '它有 甲, 乙。'],
  ])('%s → %s', (text, own) => expect(hear(text)).toBe(own))

  test('with something nobody knows in it stay', () => {
    expect(hear('a, c')).toBeUndefined()
    expect(hear('It has c.')).toBe('它有 c。')
  })
})

describe('what is kept', () => {
  test('names of objects are no texts', () => {
    const hear = createHeard({ 'Done.': '完成。' })
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect(hear(name)).toBeUndefined()
  })

  test('a text of pages is data, and is left alone', () => {
    const hear = createHeard({ '{what} failed.': '{what} 失败。' })
    expect(hear(`${'x'.repeat(3990)} failed.`)).toBeDefined()
    expect(hear(`${'x'.repeat(4001)} failed.`)).toBeUndefined()
  })

  test('the same is said each time, also after thousands of others', () => {
    const hear = createHeard({ '{n} are done.': '{n} 个完成。' })
    const first = hear('1 are done.')
    for (let n = 0; n < 2500; n++) hear(`${String(n)} are done.`)
    expect(hear('1 are done.')).toBe(first)
  })

  test('sentences in sentences end', () => {
    const hear = createHeard({ 'So {a}': '则 {a}' })
    expect(hear(`${'So '.repeat(8)}x`)).toBe(`${'则 '.repeat(4)}${'So '.repeat(4)}x`)
  })
})

describe('简体中文', () => {
  const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

  test('puts in nothing that the English does not say', async () => {
    const all = Object.entries(await catalogues['zh-CN']())
    expect(all.length).toBeGreaterThan(500)
    const odd = all.filter(([english, own]) =>
      placesIn(own).some((place) => !placesIn(english).includes(place)),
    )
    expect(odd).toEqual([])
  })

  test('has no text that is empty', async () => {
    expect(Object.entries(await catalogues['zh-CN']()).filter(([, own]) => own.trim() === '')).toEqual([])
  })

  test('every text that formats say of a bad row is there', async () => {
    const hear = createHeard(await catalogues['zh-CN']())
    const texts = [
      'The row has no question.',
      'The row names no image.',
      'The row holds neither a dialogue nor a response.',
      'This segment is no text.',
      'There are 3 crops for 2 segments.',
      '“narrator” is no role of a dialogue.',
      'A message has no role.',
      'Nothing was said in this sample.',
      'A limit ended the sample: token (4096).',
      '2 of 3 listed images have no place in the text.',
    ]
    expect(texts.filter((text) => !/[\u4e00-\u9fff]/.test(hear(text) ?? ''))).toEqual([])
  })
})
