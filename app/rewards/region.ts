/** Region validity as the paper names it: for each valid box, if the answer is right. */
import type { LookFlag } from '../trace/step'
import { cutOf } from './place'
import { worth, type Reward } from './reward'
import type { RewardContext, RolloutLook } from './rollout'

/** The number of different boxes that lie in the image with some area. */
export const region: Reward = {
  id: 'region',
  term: 'region',
  title: 'Region validity',
  about: 'For every different box that lies in the image with some area, if the answer is right.',
  source: 'VLM-R³, arXiv 2505.16192 section 3; validity as in training/rl/rewards.py, valid_boxes',
  unit: 'box',
  parameters: worth('valid box', 0.5, 0.5),
  gated: true,
  measure: ({ looks }, asked) => {
    if (looks.length === 0) return { amount: 0, why: 'It requests no region.' }
    const valid = new Set(looks.filter((look) => isValid(look, asked)).map(nameOf))
    const others = looks.length - looks.filter((look) => isValid(look, asked)).length
    const outside = others === 0 ? '' : `; ${others} of ${looks.length} ${others === 1 ? 'is' : 'are'} not`
    return { amount: valid.size, why: `${valid.size} different in the image${outside}.` }
  },
}

/** Flags of a region that is not as it was asked for. */
const spoilt = new Set<LookFlag>(['clamped', 'invalid', 'missing-image', 'other-image'])

/** Whether the numbers, as written, are a box inside the frame of which at least a pixel is left. */
function isValid({ numbers, region, flags }: RolloutLook, { size, frame }: RewardContext): boolean {
  if (numbers?.length !== 4 || size === undefined)
    return region !== undefined && !flags.some((flag) => spoilt.has(flag))
  const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = numbers
  const { width, height } = frame ?? size
  const inside = 0 <= x1 && x1 < x2 && x2 <= width && 0 <= y1 && y1 < y2 && y2 <= height
  return inside && cutOf(numbers, frame ?? size, size) !== undefined
}

function nameOf({ numbers, region }: RolloutLook): string {
  return JSON.stringify(numbers ?? region)
}
