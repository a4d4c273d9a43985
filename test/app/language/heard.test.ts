/** What hosts say, in another language: whole texts, places, sentences in a row, lists; what is not known stays English. */
import { expect, test } from 'vitest'
import fc from '../../builders/properties'
import { createHeard } from '../../../app/language/heard'
import { catalogues } from '../../../app/language/languages'

const hear = createHeard({
  'Cancelled.': '已取消。',
  'There is no file {path}.': '没有文件 {path}。',
  '“{name}” is empty.': '“{name}”是空的。',
  '{name} is empty.': '{name} 是空的。',
  '{path} cannot be read: {why}.': '无法读取 {path}：{why}。',
  'it was cut off': '它被截断',
  'What has come is kept.': '已收到的部分会保留。',
  thousandths: '千分比',
  'x, y, width, height': 'x、y、宽、高',
  'The longest of {n} parts': '最长的一部分',
})

test('a text as it stands, and one with something put in', () => {
  expect(hear('Cancelled.')).toBe('已取消。')
  expect(hear('There is no file /a b/c.txt.')).toBe('没有文件 /a b/c.txt。')
  expect(hear('Something else.')).toBeUndefined()
})

test('what is put in is told in the language, too, unless it is quoted: that is a name', () => {
  expect(hear('data.parquet cannot be read: it was cut off.')).toBe('无法读取 data.parquet：它被截断。')
  expect(hear('“Cancelled.” is empty.')).toBe('“Cancelled.”是空的。')
})

test('of two texts that fit, the one that says more is meant', () => {
  expect(hear('“a” is empty.')).toBe('“a”是空的。')
})

test('sentences in a row are told one by one; those that nobody knows stay', () => {
  expect(hear('There is no file a. What has come is kept.')).toBe('没有文件 a。已收到的部分会保留。')
  expect(hear('Cancelled. Ask Bob.')).toBe('已取消。Ask Bob.')
})

test('texts in a list are told where all are known', () => {
  expect(hear('thousandths, x, y, width, height')).toBe('千分比, x、y、宽、高')
  expect(hear('thousandths, oranges')).toBeUndefined()
})

test('a translation may leave a place out', () => {
  expect(hear('The longest of 3 parts')).toBe('最长的一部分')
})

test('any text ends, quickly, and nothing put in is lost', async () => {
  const chinese = createHeard(await catalogues['zh-CN']())
  fc.assert(
    fc.property(fc.string({ maxLength: 5000, unit: 'grapheme' }), (text) => {
      chinese(text)
      expect(chinese(`There is no file /${text.replaceAll(/\s/g, '')}x.`)).toBe(
        `没有文件 /${text.replaceAll(/\s/g, '')}x。`,
      )
    }),
    { numRuns: 200 },
  )
})

test('what the catalogue has of 简体中文 reads as it should', async () => {
  const chinese = createHeard(await catalogues['zh-CN']())
  expect(
    chinese(
      '“photo.heic” is a HEIC photo, which cannot be opened here. Convert it to JPEG first; an iPhone takes JPEGs with Settings ▸ Camera ▸ Formats ▸ Most Compatible.',
    ),
  ).toContain('是 HEIC 照片')
  expect(chinese('Relook may not write the index. Check the permissions of its data folder.')).toBe(
    'Relook 无权写入索引。请检查其数据文件夹的权限。',
  )
  expect(chinese('The parquet file a.parquet is broken: its columns are not one tree.')).toBe(
    'parquet 文件 a.parquet 已损坏：其各列不是一棵树。',
  )
})
