/** Keys under which models write regions, found in running text. Knows names only; what stands behind them is read elsewhere. */
import type { Expected } from './region'

/** A key that was found. */
export interface Key {
  readonly name: string
  /** Nothing else goes by this name: what cannot be read behind it is told. */
  readonly sure: boolean
  readonly expected: Expected
  readonly start: number
  /** Behind the colon. */
  readonly after: number
  /** The numbers stand inside the key itself (`{"bbox_2d [10, 20, 30, 40]": null}`, which Active-o3's demo repairs). */
  readonly slip: boolean
}

const box: Expected = { kind: 'box' }
const boxes: Expected = { kind: 'box', many: true }
const point: Expected = { kind: 'point' }
const points: Expected = { kind: 'point', many: true }

/** Names that nothing else goes by. */
const sureNames: Readonly<Record<string, Expected>> = {
  ...{ bbox_2d: box, box_2d: box, bbox: box, bounding_box: box, boundingbox: box },
  ...{ box2d: box, bbox2d: box, point2d: point },
  ...{ bboxes_2d: boxes, boxes_2d: boxes, bboxes: boxes, bounding_boxes: boxes, boundingboxes: boxes },
  ...{ point_2d: point, points_2d: points },
}

/** Names that also mean other things: only numbers make regions of them. */
const otherNames: Readonly<Record<string, Expected>> = {
  ...{ box, boxes, rect: box, region: box, point, points, coordinate: point },
  coordinates: { kind: 'any', many: true },
}

const allNames = [...Object.keys(sureNames), ...Object.keys(otherNames)]
  .sort((a, b) => b.length - a.length)
  .join('|')
const bareNames = 'bboxes_2d|boxes_2d|bbox_2d|box_2d|points_2d|point_2d|bboxes|bbox'

/** A key and its colon; a key that has swallowed its own numbers; a key without quotes. */
const keyPattern = new RegExp(
  [
    `(\\\\?["'\`])(?<quoted>${allNames})(?:_?\\d{1,3})?\\1\\s{0,20}[:=]`,
    `["'](?<slip>${bareNames})\\s{0,9}[:=]?\\s{0,9}(?=[[(]\\s{0,9}[-\\d])`,
    `(?<![\\w"'\`])(?<bare>${bareNames})\\s{0,9}[:=](?=\\s{0,9}[[({"'])`,
  ].join('|'),
  'gi',
)

/** Every such key, in order. */
export function keysIn(text: string): readonly Key[] {
  return [...text.matchAll(keyPattern)].map((m): Key => {
    const { quoted, slip, bare } = m.groups ?? {}
    const name = (quoted ?? slip ?? bare ?? '').toLowerCase()
    const sure = sureNames[name]
    return {
      name,
      sure: sure !== undefined,
      expected: sure ?? otherNames[name] ?? { kind: 'any' },
      start: m.index,
      after: m.index + m[0].length,
      slip: slip !== undefined,
    }
  })
}
