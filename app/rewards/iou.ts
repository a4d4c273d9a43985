/** Overlap of looks with given regions: not in the paper, but what its grounding ablation asks for. */
import { iou as overlap } from '../geometry/box'
import { lookedAt } from './place'
import { worth, type Reward } from './reward'

/** For each given box the best IoU of any look, averaged over the given boxes: 0..1. */
export const iouReward: Reward = {
  id: 'iou',
  term: 'iou',
  title: 'IoU to given box',
  about: 'Best overlap of a look with the given box; several boxes are averaged. Without a given box 0.',
  source: 'PASCAL VOC intersection over union; the average as in app/metrics/box-iou.ts',
  unit: 'overlap',
  parameters: worth('full overlap', 0, 1),
  measure: ({ looks }, asked) => {
    const given = asked.boxes ?? []
    if (given.length === 0) return { amount: 0, why: 'No box is given.' }
    const regions = looks.flatMap((look) => lookedAt(look, asked) ?? [])
    if (regions.length === 0) return { amount: 0, why: 'It looked nowhere.' }
    let sum = 0
    for (const one of given) sum += regions.reduce((best, look) => Math.max(best, overlap(look, one)), 0)
    const amount = sum / given.length
    return {
      amount,
      why: `Best IoU ${amount.toFixed(3)}${given.length > 1 ? `, mean of ${given.length} boxes` : ''}.`,
    }
  },
}
