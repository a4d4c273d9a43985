/**
 * How well looks meet the gold regions: best IoU, and recall at 0.5. Boxes only: what was answered does not count. Source:
 * intersection over union as in PASCAL VOC; recall as the share of gold boxes some look meets with IoU ≥ 0.5.
 */
import { box, iou, type Box } from '../geometry/box'
import { graded, undecided, type JudgedItem, type Metric, type Prediction } from './metric'

/** A gold box counts as found from this IoU on. */
const found = 0.5

/** Overlap of looks with gold regions. */
export const boxIou = {
  id: 'box-iou',
  title: 'Box IoU',
  about: 'Best overlap of a look with the gold regions, averaged over these; recall at IoU 0.5 beside it.',
  source: 'PASCAL VOC intersection over union',
  judge: (item, prediction) => {
    const gold = item.boxes ?? []
    if (gold.length === 0) return undecided('', 'no gold region')
    const looks = looksOf(prediction)
    const best = gold.map((one) => bestIou(looks, [one]))
    const recall = `${String(best.filter((value) => value >= found).length)}/${String(gold.length)}`
    const mean = best.reduce((sum, value) => sum + value, 0) / best.length
    return graded(mean, looks.map(inWords).join(' '), `recall ${recall} at IoU ${found}`)
  },
  measures: (rows) => [{ name: `Recall at IoU ${found}`, values: rows.flatMap(recallOf) }],
} as const satisfies Metric

/** Best IoU of any look with any gold box, 0..1. */
export function bestIou(looks: readonly Box<'image'>[], gold: readonly Box<'image'>[]): number {
  return Math.max(0, ...looks.flatMap((look) => gold.map((one) => iou(look, one))))
}

/** As the rule says it: `1/3`, not 0.33, which would be another number; runs of before have that. */
function recallOf({ item, judgement }: JudgedItem): { key: string; value: number }[] {
  const [, met, of = '1'] = /^recall (\d+(?:\.\d+)?)(?:\/(\d+))?/.exec(judgement.rule) ?? []
  return met === undefined ? [] : [{ key: item.id, value: Number(met) / Number(of) }]
}

/** The looks as given, else four numbers in brackets in the text, taken as pixels of the image. */
function looksOf({ text, looks }: Prediction): readonly Box<'image'>[] {
  if (looks !== undefined) return looks
  const number = '\\s*(-?\\d+(?:\\.\\d+)?)\\s*'
  const four = new RegExp(`\\[${[number, number, number, number].join(',')}\\]`, 'g')
  return [...text.matchAll(four)].map((m) => box(Number(m[1]), Number(m[2]), Number(m[3]), Number(m[4])))
}

function inWords({ left, top, right, bottom }: Box<'image'>): string {
  return `[${[left, top, right, bottom].map(Math.round).join(', ')}]`
}
