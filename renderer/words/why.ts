/** What evidence is called for people. */
import { effectOf } from '../../app/checks/trial'
import type { LookVerdict } from '../../app/explain/verdict'
import type { TrialKind, TrialResult } from '../../app/trace/evidence'
import { t } from '../language/text'

/** The verdict on a look, in a word or two. */
export function verdictWords(verdict: LookVerdict): string {
  switch (verdict) {
    case 'used':
      return t('used')
    case 'not-used':
      return t('not used')
    case 'harmful':
      return t('harmful')
    case 'unknown':
      return t('not known')
  }
}

/** The same as a sentence. */
export function verdictSentence(verdict: LookVerdict): string {
  switch (verdict) {
    case 'used':
      return t('The answer depends on this crop.')
    case 'not-used':
      return t('The answer stays the same whatever this crop shows.')
    case 'harmful':
      return t('The answer is wrong, and right without this crop.')
    case 'unknown':
      return t('Too few trials ran to tell.')
  }
}

function kindWords(kind: TrialKind): string {
  switch (kind) {
    case 'same':
      return t('unchanged')
    case 'blank':
      return t('blanked')
    case 'shifted':
      return t('shifted')
    case 'swapped':
      return t('swapped')
    case 'enlarged':
      return t('enlarged')
  }
}

/** `blanked → 12`, and whether the model looked again. */
export function trialWords(trial: TrialResult, same: TrialResult | undefined): string {
  const places = { kind: kindWords(trial.kind), answer: trial.answer ?? t('(no answer)') }
  return effectOf(trial, same) === 'looked-again' && trial.kind !== 'same'
    ? t('{kind} → {answer}, after looking again', places)
    : t('{kind} → {answer}', places)
}
