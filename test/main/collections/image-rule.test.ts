/** Pictures of dumps, and those that were fetched from an address, are read as the code of the trace's language reads them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ForeignTrace } from '../../../app/formats'
import type { DumpPart } from '../../../app/groups/dump'
import { replay } from '../../../app/trace/replay'
import { baseChanges } from '../../../main/collections/base'
import { imagesHere } from '../../../main/image-process/apart'
import { importImage } from '../../../main/rollouts/dump-group'
import { createImages } from '../../../main/store/images'
import { testFolder } from '../../builders/folder'
import { must } from '../../builders/must'

const bytes = readFileSync(new URL('../../fixtures/images/exif-6.jpg', import.meta.url))
const url = 'https://example.org/side.jpg'

const trace = (dialect: ForeignTrace['dialect']): ForeignTrace => ({
  question: 'What colour?',
  images: [{ type: 'url', url }],
  dialect,
  turns: [{ type: 'model', text: '<think> Red. </think><answer>red</answer>' }],
  meta: {},
})

test('one that was fetched is read anew in each language, as a file of traces is', async () => {
  const images = createImages(testFolder(), imagesHere.bring)
  const kept = await images.add(bytes, 'side.jpg')
  const imageIn = async (dialect: ForeignTrace['dialect'], chosen?: string) => {
    const content = { trace: trace(dialect), row: 0, key: 'k', file: 'a.jsonl', line: 1, format: 'openai' }
    const changes = await baseChanges(
      { ...content, pictures: [{ type: 'url', name: url }] },
      {
        collection: 'c',
        project: 'p',
        at: 1,
        choices: chosen === undefined ? {} : { dialect: chosen },
        images,
        fetched: (asked) => (asked === url ? kept.id : undefined),
      },
    )
    return must(replay(changes)).image
  }
  expect(await imageIn('qwen-grounding')).toEqual(kept)
  const lying = await imageIn('vlm-r3')
  expect(lying).toMatchObject({ width: kept.height, height: kept.width, read: { by: 'qwen-vl-utils' } })
  expect((await imageIn('qwen-grounding', 'mini-o3')).read?.by).toBe('pillow')
})

test('one of a dump is read as its trainer’s language has it', async () => {
  const images = createImages(testFolder(), imagesHere.bring)
  const readAs = async (content: DumpPart['rollouts'][number]['content']) => {
    const part: DumpPart = {
      key: 'k',
      question: 'q',
      gold: [],
      boxes: [],
      rollouts: [{ content, recorded: {}, looks: 0 }],
    }
    const picture = { type: 'bytes', name: 'side.jpg', bytes } as const
    return must((await importImage({ key: 'k', part, picture }, images)).image).read?.by
  }
  expect(await readAs({ type: 'segments', segments: [], texts: [] })).toBe('pillow')
  expect(await readAs({ type: 'trace', trace: trace('deepeyes') })).toBe('qwen-vl-utils')
  expect(await readAs({ type: 'trace', trace: trace('qwen-grounding') })).toBe('relook')
})
