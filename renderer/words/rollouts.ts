/** Words and numbers of rollouts, as the window shows them. Pure. */
import { msg, type Message } from '../../app/message'
import { isUnfinished, type RolloutBranch } from '../../app/groups/group'
import type { CellKind, LogprobScale } from '../../app/groups/strip'
import type { GroupQuery, GroupSort } from '../../app/host/rollouts'
import { t } from '../language/text'

/** At most three digits behind the point, a true minus. */
export function short(value: number): string {
  const text = String(Number(value.toFixed(Math.abs(value) >= 100 ? 0 : 3)))
  return text.replace('-', '−')
}

/** With its sign: an advantage. */
export function withSign(value: number): string {
  return value > 0 ? `+${value.toFixed(2)}` : value.toFixed(2).replace('-', '−')
}

/** What a log-probability is called beside its number. */
export function logprobWords(scale: LogprobScale = 'raw'): string {
  return scale === 'server' ? t('logprob as the server gives it') : t('{scale} logprob', { scale })
}

/** Kinds of groups. */
export const kindWords: Readonly<Record<NonNullable<GroupQuery['kind']>, Message>> = {
  useful: msg('totals differ: something to learn'),
  flat: msg('totals equal: nothing to learn'),
  'all-right': msg('all right'),
  'all-wrong': msg('all wrong'),
}

/** What groups are sorted by. */
export const sortWords: Readonly<Record<GroupSort, Message>> = {
  file: msg('as in the file'),
  step: msg('by step'),
  mean: msg('by mean total'),
  deviation: msg('by spread'),
  right: msg('by right answers'),
  looks: msg('by looks'),
  tokens: msg('by tokens'),
}

/** Columns that are no term. */
export const columnWords: Readonly<Record<string, Message>> = {
  index: msg('#'),
  answer: msg('Answer'),
  right: msg('Right'),
  total: msg('Total'),
  advantage: msg('Advantage'),
  tokens: msg('Tokens'),
  looks: msg('Looks'),
  used: msg('Looks used'),
}

/** Columns of terms that are worked out here; a trainer's own keep the trainer's names. */
export const termWords: Readonly<Record<string, Message>> = {
  accuracy: msg('Accuracy'),
  format: msg('Format'),
  region: msg('Region'),
  length: msg('Length'),
  iou: msg('IoU'),
}

/** Why tokens are in the loss or not. */
export const cellWords: Readonly<Record<CellKind, Message>> = {
  loss: msg('written by the model'),
  image: msg('image'),
  appended: msg('appended by the loop'),
  prompt: msg('prompt'),
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
export function groupProgress(branches: readonly RolloutBranch[]): GroupProgress {
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
  const { done, of, running, open } = groupProgress(branches)
  const [first] = branches
  const how =
    first === undefined
      ? ''
      : ` · ${t('T {temperature}, seed {seed}', {
          temperature: first.settings.temperature,
          seed: first.rollout.seed ?? first.settings.seed,
        })}`
  if (running) return t('{done} of {of, plural, one {# rollout} other {# rollouts}}', { done, of }) + how
  return open > 0
    ? t('stopped at {done} of {of}', { done, of }) + how
    : t('{of, plural, one {# rollout} other {# rollouts}}', { of }) + how
}
