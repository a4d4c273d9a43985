/** Names of pictures in the two spellings of Unicode: data sets made on a Mac are opened everywhere else. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFinder } from '../../../main/collections/images'
import { testFolder } from '../../builders/folder'
import { never } from '../../builders/services'
import { put } from '../../builders/traces'

const composed = 'café/Übung é.png'.normalize('NFC')
const apart = composed.normalize('NFD')

describe('a picture is found', () => {
  it('beside a file that is itself a place to look, as `--image FILE` is', () => {
    const folder = testFolder()
    put(folder, 'one.png', 'x')
    put(folder, 'images/two.png', 'x')
    const finder = createFinder({ folders: [join(folder, 'one.png'), folder], anywhere: false })
    expect(finder.find('images/two.png')).toBe(join(folder, 'images/two.png'))
    expect(finder.find('images/three.png')).toBeUndefined()
  })
  it.each([
    ['written in one letter, on disk in two', composed, apart],
    ['written in two letters, on disk in one', apart, composed],
  ])('%s', async (_, written, onDisk) => {
    const folder = testFolder()
    put(folder, onDisk, 'x')
    const finder = createFinder({ folders: [folder], anywhere: false })
    expect(finder.find(written)).toBe(join(folder, onDisk))
    expect(finder.find(`train/${written}`)).toBe(join(folder, onDisk))
    await finder.prepare(never)
    expect(finder.find(written.split('/')[1] ?? '')).toBe(join(folder, onDisk))
  })
})
