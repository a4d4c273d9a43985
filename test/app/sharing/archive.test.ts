/** The list of contents of a Relook file, and what a terminal and the page that encodes a video tell each other. */
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../app/failure'
import {
  archiveVersion,
  damaged,
  archiveManifestName,
  readArchiveManifest,
} from '../../../app/sharing/archive'
import { imageSides, pagePlaces } from '../../../app/sharing/page'
import { madeAsQuery, madeFromQuery } from '../../../app/sharing/video-page'

const hash = 'ab'.repeat(32)
const manifest = (more: object = {}) => ({
  'relook-archive': archiveVersion,
  by: '0.2.0',
  projects: [{ journal: 'projects/0/journal.jsonl', sha256: hash }],
  images: [{ id: hash, name: '图 1.png', file: `images/${hash}.png` }],
  ...more,
})

/** What the manifest is refused with. */
function refusal(value: unknown): Failure {
  try {
    readArchiveManifest(typeof value === 'string' ? value : JSON.stringify(value))
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was read')
}

describe('a list of contents', () => {
  test('is read as it was written, without what nobody knows', () => {
    expect(readArchiveManifest(JSON.stringify({ ...manifest(), note: 'x' }))).toEqual(manifest())
    expect(readArchiveManifest(JSON.stringify(manifest({ images: [] }))).images).toEqual([])
    expect(archiveManifestName).toBe('relook.json')
  })

  test('of a later version says which, and what to do', () => {
    expect(refusal(manifest({ 'relook-archive': 7, images: 'elsewhere now' }))).toMatchObject({
      code: 'bad-input',
      message:
        'This Relook file was written by a later version of Relook (its format is 7, this Relook reads 1). Update Relook to open it.',
    })
  })

  test.each<[string, unknown]>([
    ['no JSON', '{"relook-archive": 1'],
    ['another thing', []],
    ['no version', { projects: [] }],
    ['a version in words', manifest({ 'relook-archive': '1' })],
  ])('that is %s cannot be read', (_, value) => {
    expect(refusal(value).message).toBe(
      'This Relook file is damaged: its list of contents cannot be read. Ask for it again; nothing of it was opened.',
    )
  })

  const project = manifest().projects[0]
  const image = manifest().images[0]
  test.each<[string, object]>([
    ['no project', { projects: [] }],
    ['a version below the first', { 'relook-archive': 0 }],
    ['a journal outside', { projects: [{ ...project, journal: '../../journal.jsonl' }] }],
    ['a journal under another name', { projects: [{ ...project, journal: 'projects/0/other.jsonl' }] }],
    [
      'a journal with a number without end',
      { projects: [{ ...project, journal: 'projects/1234567/journal.jsonl' }] },
    ],
    ['a hash in capitals', { projects: [{ ...project, sha256: hash.toUpperCase() }] }],
    ['a hash that is short', { projects: [{ ...project, sha256: 'ab' }] }],
    ['an image outside', { images: [{ ...image, file: `../images/${hash}.png` }] }],
    ['an image of another kind', { images: [{ ...image, file: `images/${hash}.svg` }] }],
    ['an image whose id is no hash', { images: [{ ...image, id: 'receipt' }] }],
    ['a name without end', { images: [{ ...image, name: 'a'.repeat(301) }] }],
    ['no images', { images: undefined }],
  ])('with %s is not whole', (_, more) => {
    const { code, message, detail } = refusal(manifest(more))
    expect({ code, message }).toEqual({
      code: 'bad-input',
      message:
        'This Relook file is damaged: its list of contents is not whole. Ask for it again; nothing of it was opened.',
    })
    expect(detail).toBeTruthy()
  })

  test('damage is told in one sentence whatever it is', () => {
    expect(damaged('an image is not what it was', 'a.png')).toMatchObject({
      message:
        'This Relook file is damaged: an image is not what it was. Ask for it again; nothing of it was opened.',
      detail: 'a.png',
    })
  })
})

describe('places of a page', () => {
  test('are the same in one file and in a site, under names a web host takes', () => {
    expect([pagePlaces.trace(3), pagePlaces.traceFile(3), pagePlaces.partFile(0)]).toEqual([
      'trace-3',
      'traces/3.json',
      'list/0.json',
    ])
    expect([pagePlaces.image(hash), pagePlaces.imageFile(hash)]).toEqual([
      `image-${hash}`,
      `images/${hash}.webp`,
    ])
    expect(imageSides.least).toBeLessThan(imageSides.usual)
    expect(imageSides.usual).toBeLessThan(imageSides.most)
  })
})

describe('what a video was made of', () => {
  test.each([
    { images: 0, missing: 0, codec: '' },
    { images: 12, missing: 3, codec: 'avc1.4d0028' },
    { images: 1, missing: 0, codec: 'vp09.00.10.08 & a=b' },
  ])('%j comes back from its query', (made) => {
    expect(madeFromQuery(new URLSearchParams(madeAsQuery(made)))).toEqual(made)
  })

  test('what is not said is none', () => {
    expect(madeFromQuery(new URLSearchParams(''))).toEqual({ images: 0, missing: 0, codec: '' })
  })
})
