/**
 * Questions about several images: numbers count the question's images first, then what came back. A region is drawn on the image the trace is
 * about, in the crop it names, or on none, and that is said; in every family that names images.
 */
import { describe, expect, test } from 'vitest'
import type { DialectId } from '../../../app/dialects'
import type { Turn } from '../../../app/formats/format'
import { traceSteps } from '../../../app/formats/steps'
import { must } from '../../builders/must'
import { edges, sizes, toolCall, xmlCall } from '../../builders/told'

const other = { width: 600, height: 300 }
const zoom = (bbox_2d: readonly number[], img_idx: number) =>
  toolCall('image_zoom_in_tool', { bbox_2d, label: 'x', img_idx })

/** The looks of turns about two images, a page first and another behind it; `main`: which one the trace is about. */
function looksOn(id: DialectId, said: readonly string[], main = 0) {
  const turns = said.flatMap((text): Turn[] => [
    { type: 'model', text },
    { type: 'given', role: 'user', text: '', images: [] },
  ])
  const images = ['page.png', 'other.png'].map((path) => ({ type: 'path', path }) as const)
  const pictures = [sizes.page, other].map((size, i) => ({
    id: `i${i}`,
    name: must(images[i]).path,
    bytes: 0,
    ...size,
  }))
  const trace = { question: 'q', images, dialect: id, turns, main, meta: {} }
  const { steps } = traceSteps(trace, { pictures, at: 1 })
  return steps.flatMap((s) =>
    s.type === 'look' ? [[edges(s.region), s.flags.filter((f) => f !== 'point')]] : [],
  )
}

const nowhere = [[0, 0, 0, 0], ['other-image']]

describe('Qwen3-VL', () => {
  test('picture 0 is the first of the question, picture 1 the second, picture 2 the first crop', () => {
    const said = [zoom([100, 100, 500, 500], 0), zoom([0, 0, 500, 500], 1), zoom([0, 0, 500, 500], 2)]
    // 100–500 ‰ of 1000 × 800 is 400 × 320 at (100, 80); half of it.
    expect(looksOn('qwen3-vl', said)).toEqual([[[100, 80, 500, 400], []], nowhere, [[100, 80, 300, 240], []]])
  })

  test('a crop of the other image is one that comes back all the same, and counts on', () => {
    const said = [
      zoom([0, 0, 500, 500], 1),
      zoom([100, 100, 500, 500], 0),
      zoom([0, 0, 500, 500], 3),
      zoom([0, 0, 500, 500], 2),
    ]
    const looks = looksOn('qwen3-vl', said)
    expect(looks[1]).toEqual([[100, 80, 500, 400], []])
    expect(looks[3]?.[1]).toContain('other-image')
  })

  test('of a trace about the second image it is the other way round', () => {
    expect(looksOn('qwen3-vl', [zoom([0, 0, 500, 500], 1), zoom([0, 0, 500, 500], 0)], 1)).toEqual([
      [[0, 0, 300, 150], []],
      nowhere,
    ])
  })
})

test('Qwen3.5 and NeMo Gym count the same way, in XML', () => {
  for (const id of ['qwen3.5', 'nemo-gym'] as const) {
    const at = (img_idx: string) =>
      xmlCall('image_zoom_in_tool', { bbox_2d: '[100, 100, 500, 500]', label: 'x', img_idx })
    expect(looksOn(id, [at('0'), at('1')])).toEqual([[[100, 80, 500, 400], []], nowhere])
  }
})

test('Pixel-Reasoner counts from 1', () => {
  const at = (target_image: number) =>
    toolCall('crop_image_normalized', { bbox_2d: [0.25, 0.25, 0.5, 0.5], target_image })
  expect(looksOn('pixel-reasoner', [at(1), at(2)])).toEqual([[[250, 200, 500, 400], []], nowhere])
})

test('REVPT counts images of tools on', () => {
  const at = (image_id: number, bbox: readonly number[]) => toolCall('zoom_in', { image_id, bbox })
  // The crop is 400 × 400, seen at 392 × 392.
  expect(
    looksOn('revpt', [at(0, [400, 400, 800, 800]), at(1, [0, 0, 100, 100]), at(2, [0, 0, 196, 196])]),
  ).toEqual([[[400, 400, 800, 800], []], nowhere, [[400, 400, 600, 600], []]])
})

test('DeepEyes has one image, whatever is asked about', () => {
  expect(looksOn('deepeyes', [zoom([100, 100, 300, 300], 1)])).toEqual([[[100, 100, 300, 300], []]])
})

test('SenseNova-MARS cuts the original, whatever is named', () => {
  expect(looksOn('sensenova-mars', [zoom([100, 100, 500, 500], 1)])).toEqual([[[100, 80, 500, 400], []]])
})

test('a call that names no image is about the one the trace is about', () => {
  const call = toolCall('image_zoom_in_tool', { bbox_2d: [100, 100, 500, 500], label: 'x' })
  expect(looksOn('qwen3-vl', [call])).toEqual([[[100, 80, 500, 400], []]])
  expect(looksOn('qwen3-vl', [call], 1)).toEqual([[[60, 30, 300, 150], []]])
})

describe('code', () => {
  const python = (code: string) => `<code>\n\`\`\`python\n${code}\nplt.imshow(c)\nplt.show()\n\`\`\`\n</code>`

  test('PyVision and DeepEyesV2 number images in their names, from 0 and from 1', () => {
    const at = (id: DialectId, name: string) =>
      looksOn(id, [python(`c = ${name}.crop((250, 200, 500, 400))`)])[0]
    expect(at('pyvision', 'image_clue_0')?.[0]).toEqual([250, 200, 500, 400])
    expect(at('pyvision', 'image_clue_1')?.[1]).toContain('other-image')
    expect(at('deepeyes-v2', 'image_1')?.[0]).toEqual([250, 200, 500, 400])
    expect(at('deepeyes-v2', 'image_2')?.[1]).toContain('other-image')
  })

  test('Thyme opens them by their paths', () => {
    const at = (path: string) =>
      looksOn('thyme', [
        `<code>\n\`\`\`python\nimg = Image.open("${path}")\nimg.crop((250, 200, 500, 400)).save("c.png")\n\`\`\`\n</code>`,
      ])[0]
    expect(at('page.png')?.[0]).toEqual([250, 200, 500, 400])
    expect(at('other.png')?.[1]).toContain('other-image')
  })

  test('CodeVision names them by number', () => {
    const at = (image_index: number) =>
      looksOn('codevision', [
        toolCall('code_image_tool', { code: 'result = image.crop((250, 200, 500, 300))', image_index }),
      ])[0]
    expect(at(0)?.[0]).toEqual([250, 200, 500, 300])
    expect(at(1)?.[1]).toContain('other-image')
  })
})

describe('regions that are only named', () => {
  test('Molmo2 counts its images from 1', () => {
    const text = '<points coords="1 1 500 500;2 2 500 500">x</points>'
    expect(looksOn('molmo2', [text])).toEqual([[[490, 390, 510, 410], []], nowhere])
    // The other: 600 × 300, 8 px around (300, 150).
    expect(looksOn('molmo2', ['<points coords="2 2 500 500">x</points>'], 1)).toEqual([
      [[292, 142, 308, 158], []],
    ])
  })

  test('a film of two seconds about two images: each second its own', () => {
    const text =
      '<obj>man</obj><box>[252,203,504,406]</box>at<t>1.0</t>s <obj>dog</obj><box>[1,2,30,40]</box>at<t>2.0</t>s'
    expect(looksOn('open-o3-video', [text])).toEqual([[[250, 200, 500, 400], []], nowhere])
  })

  test('boxes that name no image lie on the one the trace is about', () => {
    expect(looksOn('gemini', ['{"box_2d": [250, 250, 500, 500]}'])).toEqual([[[250, 200, 500, 400], []]])
  })
})
