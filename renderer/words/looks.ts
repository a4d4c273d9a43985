/** What batches of looks are called for people. Pure. */
import type { AnswerOutcome, LooksTally } from '../../app/explain/looks-summary'
import type { LooksJob } from '../../app/host/looks'
import { lookVerdicts, type LookVerdict, type TriedKind } from '../../app/explain/verdict'
import { msg, type Message } from '../../app/message'
import { t } from '../language/text'
import { percent } from './evaluations'
import { workWords } from './work'
import { lookVerdictWords } from './why'

const triedNames: Readonly<Record<TriedKind, Message>> = {
  used: msg('a look used'),
  'not-used': msg('a look not used'),
  harmful: msg('a look harmful'),
  unknown: msg('a look not known'),
  idle: msg('no look used'),
  none: msg('looks not tried'),
}

/** What a list is narrowed to, in a few words. */
export function triedWords(tried: TriedKind): string {
  return t(triedNames[tried])
}

/** A sign beside every verdict: colour is never alone. */
export const lookSigns: Readonly<Record<LookVerdict, string>> = {
  used: '●',
  'not-used': '○',
  harmful: '▲',
  unknown: '?',
}

/** `2 used, 1 not used`. */
export function verdictsWords(verdicts: readonly LookVerdict[]): string {
  if (verdicts.length === 0) return t('no looks to try')
  return lookVerdicts
    .map((verdict) => ({ verdict, n: verdicts.filter((v) => v === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ verdict, n }) => `${n} ${lookVerdictWords(verdict)}`)
    .join(', ')
}

/** Which share of answers hangs on a look; a dash where none could. */
export function hangingWords({ hanging, looking }: LooksTally): string {
  return looking === 0 ? '–' : `${percent(hanging / looking)} %`
}

/** Answers by how they were judged. */
export function outcomeGroupWords(outcome: AnswerOutcome): string {
  switch (outcome) {
    case 'right':
      return t('Right answers')
    case 'wrong':
      return t('Wrong answers')
    case 'unknown':
      return t('Answers nobody judged')
  }
}

/** How far a batch is, in a few words. */
export function looksStateWords(job: LooksJob): string {
  const { done, total } = job
  return workWords(job, {
    waiting: t('waiting for another batch'),
    pausing: t('pausing after this trace'),
    done: t('{done} of {total} tried', { done, total }),
  })
}
