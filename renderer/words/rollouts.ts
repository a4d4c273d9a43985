/** Words and numbers of rollouts, as the window shows them. Pure. */
import { isUnfinished, type RolloutBranch } from '../../app/groups/group'
import type { CellKind, LogprobScale } from '../../app/groups/strip'
import type { GroupQuery, GroupSort } from '../../app/host/rollouts'

/** At most three digits behind the point, a true minus. */
export function short(value: number): string {
  const text = String(Number(value.toFixed(Math.abs(value) >= 100 ? 0 : 3)))
  return text.replace('-', '−')
}

/** With its sign: an advantage. */
export function signed(value: number): string {
  return value > 0 ? `+${value.toFixed(2)}` : value.toFixed(2).replace('-', '−')
}

/** What a log-probability is called beside its number. */
export function logprobWords(scale: LogprobScale = 'raw'): string {
  return scale === 'server' ? 'logprob as the server gives it' : `${scale} logprob`
}

/** Kinds of groups. */
export const kindWords: Readonly<Record<NonNullable<GroupQuery['kind']>, string>> = {
  useful: 'totals differ: something to learn',
  flat: 'totals equal: nothing to learn',
  'all-right': 'all right',
  'all-wrong': 'all wrong',
}

/** What groups are sorted by. */
export const sortWords: Readonly<Record<GroupSort, string>> = {
  file: 'as in the file',
  step: 'by step',
  mean: 'by mean total',
  deviation: 'by spread',
  right: 'by right answers',
  looks: 'by looks',
  tokens: 'by tokens',
}

/** Columns that are no term. */
export const columnWords: Readonly<Record<string, string>> = {
  index: '#',
  answer: 'Answer',
  right: 'Right',
  total: 'Total',
  advantage: 'Advantage',
  tokens: 'Tokens',
  looks: 'Looks',
}

/** Columns of terms that are worked out here; a trainer's own keep the trainer's names. */
export const termWords: Readonly<Record<string, string>> = {
  accuracy: 'Accuracy',
  format: 'Format',
  region: 'Region',
  length: 'Length',
  iou: 'IoU',
}

/** Why tokens are in the loss or not. */
export const cellWords: Readonly<Record<CellKind, string>> = {
  loss: 'written by the model',
  image: 'picture',
  appended: 'appended by the loop',
  prompt: 'prompt',
}

/** How far the sampling of a group is. */
export interface GroupProgress {
  readonly done: number
  readonly of: number
  readonly running: boolean
  /** Rollouts that can be gone on with. */
  readonly open: number
}

/** Counts a group's rollouts by how they stand. */
export function progressOf(branches: readonly RolloutBranch[]): GroupProgress {
  const open = branches.filter((b) => b.run.type === 'ended' && isUnfinished(b))
  const waiting = branches.filter(({ run }) => run.type !== 'ended')
  return {
    done: branches.length - open.length - waiting.length,
    of: branches.length,
    running: waiting.length > 0,
    open: open.length,
  }
}

/** A group of the open project in a line. */
export function groupWords(branches: readonly RolloutBranch[]): string {
  const { done, of, running, open } = progressOf(branches)
  const [first] = branches
  const how =
    first === undefined
      ? ''
      : ` · T ${first.settings.temperature}, seed ${first.rollout.seed ?? first.settings.seed}`
  if (running) return `${done} of ${of} rollouts${how}`
  return open > 0 ? `stopped at ${done} of ${of}${how}` : `${of} rollouts${how}`
}
