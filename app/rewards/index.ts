/** Every reward of a rollout. One file each, one line here. */
import { accuracy } from './accuracy'
import { accuracyReleased } from './accuracy-released'
import { format } from './format'
import { formatReleased } from './format-released'
import { iouReward } from './iou'
import { length } from './length'
import { lengthReleased } from './length-released'
import { region } from './region'
import { regionReleased } from './region-released'
import type { Reward } from './reward'

/** The rewards: those of the paper beside those of the released code. */
export const rewards = [
  accuracy,
  accuracyReleased,
  format,
  formatReleased,
  region,
  regionReleased,
  length,
  lengthReleased,
  iouReward,
] as const satisfies readonly Reward[]

/** The reward with this id, if there is one. */
export function rewardOf(id: string): Reward | undefined {
  return rewards.find((r) => r.id === id)
}
