import { describe, expect, it } from 'vitest'
import { withShortData } from '../../../renderer/words/short-data'

const png = (bytes: number) =>
  Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(bytes - 8, 7)])

describe('data in text', () => {
  it('is told in short, with its kind and size, and the words around it stay', () => {
    const data = png(180_000).toString('base64')
    expect(withShortData(`see data:image/png;base64,${data} here`)).toBe('see ⟨PNG, 180 kB⟩ here')
    expect(withShortData(`{"image": "${data}"}`)).toBe('{"image": "⟨PNG, 180 kB⟩"}')
    expect(withShortData(`{"image": "${data.replace(/.{76}/g, '$&\n')}"}`)).toBe('{"image": "⟨PNG, 180 kB⟩"}')
  })

  it('is told by its address where the letters do not say it', () => {
    expect(withShortData(`data:image/png;base64,${'QUJD'.repeat(100)}`)).toBe('⟨PNG, 300 B⟩')
    expect(withShortData(`data:application/pdf;base64,${'QUJD'.repeat(100)}`)).toBe('⟨PDF, 300 B⟩')
  })

  it('leaves what is no data, however long: a model that repeats itself is to be seen', () => {
    for (const text of ['a'.repeat(5000), 'no '.repeat(500), 'data:image/png;base64,QUJD', '/'.repeat(300)])
      expect(withShortData(text)).toBe(text)
  })

  it('takes time in proportion to the text', () => {
    const text = `${'x'.repeat(199)} `.repeat(20_000)
    expect(withShortData(text)).toBe(text)
  })
})
