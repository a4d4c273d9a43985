/**
 * Named sets of rewards with their weights, caps and the formula of the advantage: as the paper has them and as its released
 * code computes them. Source of both: app/rewards/*.ts, each with its own.
 */
import { given } from '../given'
import { accuracy } from './accuracy'
import { accuracyReleased } from './accuracy-released'
import { format } from './format'
import { formatReleased } from './format-released'
import { iouReward } from './iou'
import { length } from './length'
import { lengthReleased } from './length-released'
import { region } from './region'
import { regionReleased } from './region-released'
import type { Reward, Term } from './reward'

/** What one unit of a term's reward is worth, and the most it gives. Both ≥ 0; without a cap: no limit. */
export interface TermSetting {
  readonly reward: Reward
  readonly weight: number
  readonly cap?: number
}

/** (r − mean) / (deviation + epsilon) within a group; the deviation is unbiased (÷ n − 1), as `torch.std`. */
export interface AdvantageRule {
  readonly epsilon: number
}

/** How rollouts are scored. A variant, or a person's change of one. */
export interface Scoring {
  readonly terms: Readonly<Record<Term, TermSetting>>
  readonly advantage: AdvantageRule
}

/** A named set of rewards with their weights and caps. */
export interface Variant extends Scoring {
  readonly id: 'paper' | 'released'
  readonly title: string
  readonly about: string
}

/** The setting of a reward as its file gives it. */
export function standardOf(reward: Reward): TermSetting {
  const [weight, cap] = (['weight', 'cap'] as const).map(
    (name) => reward.parameters.find((p) => p.name === name)?.standard,
  )
  return { reward, weight: weight ?? 0, ...given({ cap }) }
}

/** The paper's: sum of at most 2.75. It does not say which deviation; the formula as printed has no epsilon. */
export const paper: Variant = {
  id: 'paper',
  title: 'As in the paper',
  about: 'Accuracy 1, format 1, 0.5 for a valid region, 0.001 for a character up to 0.25.',
  terms: {
    accuracy: standardOf(accuracy),
    format: standardOf(format),
    region: standardOf(region),
    length: standardOf(length),
    iou: standardOf(iouReward),
  },
  advantage: { epsilon: 0 },
}

/** The released code's: sum of at most 2.1. */
export const released: Variant = {
  id: 'released',
  title: 'As in the released code',
  about:
    'Accuracy 1, format 0.5, readable requests 0.5, 0.01 for a character of the shortest stretch up to 0.1.',
  terms: {
    accuracy: standardOf(accuracyReleased),
    format: standardOf(formatReleased),
    region: standardOf(regionReleased),
    length: standardOf(lengthReleased),
    iou: standardOf(iouReward),
  },
  advantage: { epsilon: 1e-4 },
}

/** The named sets, the paper’s first. */
export const variants = [paper, released] as const satisfies readonly Variant[]
/** The name of a set of rewards. */
export type VariantId = (typeof variants)[number]['id']

/** The variant with this id, if there is one. */
export function variantOf(id: string): Variant | undefined {
  return variants.find((v) => v.id === id)
}
