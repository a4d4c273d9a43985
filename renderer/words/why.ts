/** What evidence is called for people. */
import { effectOf } from '../../app/checks/trial'
import type { Extent, FailureKind, Place } from '../../app/explain/triage'
import type { LookVerdict } from '../../app/explain/verdict'
import { msg, type Message } from '../../app/message'
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

/** A kind of failure, in a word or two. */
export function failureWords(kind: FailureKind): string {
  switch (kind) {
    case 'malformed':
      return t('Malformed')
    case 'never-looked':
      return t('Never looked')
    case 'wrong-region':
      return t('Wrong region')
    case 'overruled':
      return t('Right, then overruled')
    case 'wrong-reading':
      return t('Right region, wrong reading')
    case 'unplaced':
      return t('Wrong, place not known')
  }
}

/** By which rule it is that. */
export function failureSentence(kind: FailureKind): string {
  switch (kind) {
    case 'malformed':
      return t('No answer, a request that could not be read, or a box without area.')
    case 'never-looked':
      return t('No region was asked for.')
    case 'wrong-region':
      return t('No look reached a gold box.')
    case 'overruled':
      return t('A right answer stands in the reasoning; another was given.')
    case 'wrong-reading':
      return t('Every gold box was looked at.')
    case 'unplaced':
      return t('It looked, and there are no gold boxes to compare with.')
  }
}

/** Where the gold box lies, and how large it is; empty where there is none. */
export function placeWords(place: Place | undefined, extent: Extent | undefined): string {
  if (place === undefined || extent === undefined) return ''
  return t('{size}, {place}', { size: t(extents[extent]), place: t(places[place]) })
}

const extents: Readonly<Record<Extent, Message>> = {
  small: msg('small'),
  medium: msg('medium'),
  large: msg('large'),
}

const places: Readonly<Record<Place, Message>> = {
  'top-left': msg('top left'),
  'top-centre': msg('top centre'),
  'top-right': msg('top right'),
  'middle-left': msg('middle left'),
  'middle-centre': msg('in the middle'),
  'middle-right': msg('middle right'),
  'bottom-left': msg('bottom left'),
  'bottom-centre': msg('bottom centre'),
  'bottom-right': msg('bottom right'),
}
