/**
 * Weights and caps as plain data: what crosses the contract, stands in a file, and is given to the trainer. The shape is that
 * of `python -m training rgrpo --rewards FILE` (training/rl/rewards.py, `load`), with IoU beside it. Knows no file.
 */
import { z } from 'zod'
import { given } from '../given'
import { terms, type Term } from './reward'
import { paper, variantOf, variants, type Scoring, type TermSetting } from './variants'

const weight = z.number().min(0).max(1e6).optional()
/** null: no cap. */
const cap = z.number().min(0).max(1e6).nullable().optional()

/** A variant, and what is different from it. */
export const rewardSettings = z.strictObject({
  variant: z.enum(variants.map((v) => v.id)).default('paper'),
  accuracy: weight,
  accuracy_cap: cap,
  format: weight,
  format_cap: cap,
  region: weight,
  region_cap: cap,
  length: weight,
  length_cap: cap,
  iou: weight,
  iou_cap: cap,
})
/** A variant with weights and caps of a person’s own. */
export type RewardSettings = z.infer<typeof rewardSettings>

/** The scoring they mean. */
export function scoringOf(settings: RewardSettings): Scoring {
  const base = variantOf(settings.variant) ?? paper
  const set = (term: Term): TermSetting => {
    const standard = base.terms[term]
    const most = settings[`${term}_cap`] === undefined ? standard.cap : (settings[`${term}_cap`] ?? undefined)
    return {
      reward: standard.reward,
      weight: settings[term] ?? standard.weight,
      ...given({ cap: most }),
    }
  }
  const [accuracy, format, region, length, iou] = terms.map(set)
  // `terms` has exactly these five, in this order; the compiler does not follow a map over a tuple.
  return { terms: { accuracy, format, region, length, iou } as Scoring['terms'], advantage: base.advantage }
}

/** What is different between a scoring and its variant, as settings; only the variant's name where nothing is. */
export function settingsFrom(variant: 'paper' | 'released', scoring: Scoring): RewardSettings {
  const base = variantOf(variant) ?? paper
  const changes = terms.flatMap((term): [string, number | null][] => {
    const [own, standard] = [scoring.terms[term], base.terms[term]]
    return [
      ...(own.weight === standard.weight ? [] : [[term, own.weight] as [string, number]]),
      ...(own.cap === standard.cap ? [] : [[`${term}_cap`, own.cap ?? null] as [string, number | null]]),
    ]
  })
  return rewardSettings.parse({ variant, ...Object.fromEntries(changes) })
}
