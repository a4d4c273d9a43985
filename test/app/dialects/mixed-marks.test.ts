/**
 * Models mix the marks of the field, and files seldom say which wrote them. Every dialect without crops reads every mark: one that is a
 * family's own lies where that family means it, any other where the dialect counts. One place on a page, in every spelling.
 */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect, type DialectId } from '../../../app/dialects'
import { notationOf } from '../../../app/dialects/dialect'
import type { SpaceId } from '../../../app/geometry/spaces'
import { must } from '../../builders/must'
import { sizes, told } from '../../builders/told'

const naming = (dialects as readonly Dialect[]).filter((d) => d.shows === 'none')
const ids = naming.map((d) => d.id as DialectId)
const place = [250, 200, 500, 400]

/** The place in marks that say themselves how they count. */
const own: readonly (readonly [string, string])[] = [
  ['Qwen2-VL', '<|object_ref_start|>cup<|object_ref_end|><|box_start|>(250,250),(500,500)<|box_end|>'],
  ['InternVL', '<ref>cup</ref><box>[[250, 250, 500, 500]]</box>'],
  ['GLM', 'cup <|begin_of_box|>[[250,250,500,500]]<|end_of_box|>'],
  ['Seed', '<bbox>250 250 500 500</bbox>'],
  ['PaliGemma', '<loc0256><loc0256><loc0512><loc0512> cup'],
  ['PaddleOCR-VL', `cup${[250, 250, 500, 250, 500, 500, 250, 500].map((n) => `<|LOC_${n}|>`).join('')}`],
]

/** The place as each space counts it, for marks that leave it to the dialect. Bins are coarser. */
const written: Readonly<Partial<Record<SpaceId, readonly number[]>>> = {
  image: place,
  input: [252, 203, 504, 406],
  'per-mille': [250, 250, 500, 500],
  'per-999': [249.75, 249.75, 499.5, 499.5],
  percent: [25, 25, 50, 50],
  'bins-1000': [249.5, 249.5, 499.5, 499.5],
  'bins-1024': [256, 256, 512, 512],
}

describe.each(naming.map((d): [string, Dialect] => [d.id, d]))('%s', (id, dialect) => {
  // What a language counts in with its own model’s view: at the image’s size, where that is not known.
  const view = dialect.overview('i', sizes.page, dialect.budgets)
  const { space, order } = notationOf(dialect)
  const inFrame = space === 'input' && view.size.width === 1000 ? place : must(written[space])

  test.each(own)('a mark of %s lies where that family means it', (_, text) => {
    const { looks } = told(id as DialectId, sizes.page, `So: ${text}`)
    expect(looks.map((l) => l.at)).toEqual([place])
  })

  test.each(['bbox', 'box'])('%s leaves it to the dialect', (mark) => {
    const [x1, y1, x2, y2] = inFrame
    const numbers = order === 'yxyx' ? [y1, x1, y2, x2] : [x1, y1, x2, y2]
    const text =
      mark === 'bbox'
        ? `{"bbox": [${numbers.join(', ')}], "label": "cup"}`
        : `<box>[${numbers.join(',')}]</box>`
    // GLM-V, and every dialect that names its keys, reads them as it writes them.
    expect(told(id as DialectId, sizes.page, text).looks.map((l) => l.at)).toEqual([place])
  })

  test('two marks of two families are two looks, in their order', () => {
    const text = `${must(own[0])[1]} and ${must(own[3])[1]}`
    expect(told(id as DialectId, sizes.page, text).looks.map((l) => l.at)).toEqual([place, place])
  })

  test('a form that is to be filled in is no region', () => {
    for (const text of [
      'Write {"bbox_2d": [x1, y1, x2, y2]}.',
      'Use <box>[x1, y1, x2, y2]</box>.',
      'as [[x1,y1,x2,y2]]',
      '<point>x y</point>',
    ])
      expect(told(id as DialectId, sizes.page, text)).toMatchObject({ looks: [] })
  })
})

describe('keys that are one family’s own', () => {
  test('box_2d is y first but for GLM-V, which writes it x first', () => {
    // 100 ‰ and 500 ‰ down, 250 ‰ and 750 ‰ across; read the other way round at GLM’s.
    const yFirst = [250, 80, 750, 400]
    for (const id of ids)
      expect([id, told(id, sizes.page, '{"box_2d": [100, 250, 500, 750]}').looks[0]?.at]).toEqual([
        id,
        id === 'glm-v' ? [100, 200, 500, 600] : yFirst,
      ])
  })
})

describe('think marks', () => {
  test.each(ids)('%s shows the words inside without them, and none of them in an answer', (id) => {
    const { thoughts, answer } = told(
      id,
      sizes.page,
      '<think>\nIt is small.\n</think>\n\n<answer>a sign</answer>',
    )
    expect(thoughts).toContain('It is small.')
    // What its own marks make of the rest is its own; the tags are nobody’s words.
    expect(`${thoughts.join(' ')} ${answer ?? ''}`).not.toMatch(/<\/?think>/)
  })

  test('Kimi’s marks are such marks', () => {
    expect(told('qwen-grounding', sizes.page, '◁think▷It is small.◁/think▷A sign.')).toMatchObject({
      thoughts: ['It is small.'],
      answer: 'A sign.',
    })
  })
})
