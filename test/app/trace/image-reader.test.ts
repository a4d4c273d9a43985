/** How the field's code reads a file: who turns it, who lays transparency over white, and what is said of it. */
import { describe, expect, test } from 'vitest'
import { missingImage, sizedImageOf } from '../../../app/trace/image'
import {
  imageReaders,
  isReadAlike,
  isReadInSeveralWays,
  laysOverWhite,
  oddities,
  readerRules,
  readingWords,
  type ImageReader,
  type Oddity,
} from '../../../app/trace/image-reader'

describe('a reader', () => {
  test.each<[ImageReader, boolean, boolean]>([
    ['relook', true, true],
    ['qwen-vl-utils', true, false],
    ['pillow', false, false],
    ['transformers', false, false],
    ['vllm', true, false],
  ])('%s lays four channels over white: %s, other transparency: %s', (reader, rgba, alpha) => {
    const rules = readerRules[reader]
    expect([laysOverWhite(rules, 'rgba'), laysOverWhite(rules, 'alpha')]).toEqual([rgba, alpha])
  })

  test('turns a photo only where its code does: Relook and transformers', () => {
    expect(imageReaders.filter((r) => readerRules[r].turns)).toEqual(['relook', 'transformers'])
  })

  test('of the field makes 16-bit grey white; Relook shows it', () => {
    expect(imageReaders.filter((r) => readerRules[r].grey16 === 'upper-byte')).toEqual(['relook'])
  })
})

describe('a file', () => {
  test.each<[readonly Oddity[], boolean]>([
    [[], false],
    [['cmyk'], false],
    [['animated'], false],
    [['cmyk', 'animated'], false],
    [['turned'], true],
    [['rgba'], true],
    [['alpha'], true],
    [['animated', 'grey16'], true],
  ])('with %j may be other pixels for another reader: %s', (odd, several) => {
    expect(isReadInSeveralWays({ by: 'relook', odd })).toBe(several)
  })

  test('about which there is nothing to know is read in one way', () => {
    expect(isReadInSeveralWays(undefined)).toBe(false)
  })

  test.each<[Oddity, ImageReader, readonly ImageReader[]]>([
    ['turned', 'relook', ['relook', 'transformers']],
    ['turned', 'pillow', ['qwen-vl-utils', 'pillow', 'vllm']],
    ['rgba', 'relook', ['relook', 'qwen-vl-utils', 'vllm']],
    ['rgba', 'transformers', ['pillow', 'transformers']],
    ['alpha', 'relook', ['relook']],
    ['alpha', 'vllm', ['qwen-vl-utils', 'pillow', 'transformers', 'vllm']],
    ['grey16', 'relook', ['relook']],
    ['grey16', 'pillow', ['qwen-vl-utils', 'pillow', 'transformers', 'vllm']],
    ['cmyk', 'relook', imageReaders],
    ['animated', 'vllm', imageReaders],
  ])('that is %s and read by %s is the same for %j', (oddity, by, alike) => {
    expect(imageReaders.filter((other) => isReadAlike({ by, odd: [oddity] }, other))).toEqual(alike)
  })

  test('is the same for another reader only where every oddity of it is', () => {
    const read = { by: 'qwen-vl-utils', odd: ['rgba', 'turned'] } as const
    expect(isReadAlike(read, 'vllm')).toBe(true)
    expect(isReadAlike(read, 'pillow')).toBe(false)
    expect(isReadAlike(read, 'transformers')).toBe(false)
  })

  test('is the same for the reader that read it, and whoever it is the same for sees it so, too', () => {
    for (const by of imageReaders)
      for (const other of imageReaders)
        for (const oddity of oddities) {
          expect(isReadAlike({ by, odd: [oddity] }, by)).toBe(true)
          expect(isReadAlike({ by, odd: [oddity] }, other)).toBe(
            isReadAlike({ by: other, odd: [oddity] }, by),
          )
        }
  })
})

describe('what is said of a file', () => {
  test.each<[ImageReader, Oddity, string]>([
    [
      'relook',
      'turned',
      'Turned upright by its EXIF orientation; qwen-vl-utils, Pillow and vLLM show it as it is stored.',
    ],
    [
      'vllm',
      'turned',
      'Lies as it is stored, as vLLM reads it; transformers turns it by its EXIF orientation.',
    ],
    ['relook', 'rgba', 'Transparency is laid over white; other code shows the colours under it.'],
    [
      'qwen-vl-utils',
      'alpha',
      'Transparency is dropped, as qwen-vl-utils reads it: the colours under it are shown.',
    ],
    [
      'relook',
      'grey16',
      '16-bit grey is shown by its upper byte; the field’s code makes nearly all of it white.',
    ],
    ['pillow', 'grey16', '16-bit grey: nearly all of it is white, as Pillow’s convert reads it.'],
    ['relook', 'animated', 'The first of several frames or pages: the field’s code sees no other.'],
  ])('by %s, %s: %s', (by, oddity, words) => expect(readingWords({ by, odd: [oddity] })).toEqual([words]))

  test('of a GIF whose colours were lost is that they are lost', () => {
    expect(readingWords({ by: 'pillow', odd: ['alpha'] }, { forgotten: true })).toEqual([
      'Transparency is dropped, as Pillow’s convert reads it. The colours under it, which the field’s code shows, are lost when a GIF is decoded here.',
    ])
    // Over white nothing was lost that would be shown.
    expect(readingWords({ by: 'relook', odd: ['alpha'] }, { forgotten: true })).toEqual(
      readingWords({ by: 'relook', odd: ['alpha'] }),
    )
  })

  test('is one sentence for each oddity, in their order, and never a reader’s own name for Relook', () => {
    expect(readingWords({ by: 'relook', odd: [] })).toEqual([])
    const all = readingWords({ by: 'relook', odd: [...oddities] })
    expect(all).toHaveLength(oddities.length)
    expect(all.join(' ')).not.toContain('as Relook')
    for (const by of imageReaders)
      for (const sentence of readingWords({ by, odd: [...oddities] }))
        expect(sentence).toMatch(/^[A-Z1].*\.$/)
  })
})

test('a place on an image is worked out from its size and how it was read, from nothing else', () => {
  const size = { width: 30, height: 20 }
  expect(sizedImageOf({ id: 'i', ...size })).toStrictEqual({ id: 'i', size })
  const read = { by: 'vllm', odd: ['rgba'] } as const
  expect(sizedImageOf({ id: missingImage, ...size, read })).toStrictEqual({ id: 'missing', size, read })
})
