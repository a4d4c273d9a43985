/** What evidence is called for people. */
import { effectOf } from '../../app/checks/trial'
import type { GoldSize, FailureKind, GoldPlace } from '../../app/explain/triage'
import type { LookVerdict } from '../../app/explain/verdict'
import { msg, type Message } from '../../app/message'
import type { TrialKind, TrialResult } from '../../app/trace/evidence'
import { t } from '../language/text'

const verdicts: Readonly<Record<LookVerdict, Message>> = {
  used: msg('used'),
  'not-used': msg('not used'),
  harmful: msg('harmful'),
  unknown: msg('not known'),
}

/** The verdict on a look, in a word or two. */
export function lookVerdictWords(verdict: LookVerdict): string {
  return t(verdicts[verdict])
}

const verdictSentences: Readonly<Record<LookVerdict, Message>> = {
  used: msg('The answer depends on this crop.'),
  'not-used': msg('The answer stays the same whatever this crop shows.'),
  harmful: msg('The answer is wrong, and right without this crop.'),
  unknown: msg('Too few trials ran to tell.'),
}

/** The same as a sentence. */
export function verdictSentence(verdict: LookVerdict): string {
  return t(verdictSentences[verdict])
}

const trialNames: Readonly<Record<TrialKind, Message>> = {
  same: msg('unchanged'),
  blank: msg('blanked'),
  shifted: msg('shifted'),
  swapped: msg('swapped'),
  enlarged: msg('enlarged'),
}

function kindWords(kind: TrialKind): string {
  return t(trialNames[kind])
}

/** `blanked → 12`, and whether the model looked again. */
export function trialWords(trial: TrialResult, same: TrialResult | undefined): string {
  const places = { kind: kindWords(trial.kind), answer: trial.answer ?? t('(no answer)') }
  return effectOf(trial, same) === 'looked-again' && trial.kind !== 'same'
    ? t('{kind} → {answer}, after looking again', places)
    : t('{kind} → {answer}', places)
}

const failures: Readonly<Record<FailureKind, Message>> = {
  malformed: msg('Malformed'),
  'never-looked': msg('Never looked'),
  'wrong-region': msg('Wrong region'),
  overruled: msg('Right, then overruled'),
  'wrong-reading': msg('Right region, wrong reading'),
  unplaced: msg('Wrong, place not known'),
}

/** A kind of failure, in a word or two. */
export function failureWords(kind: FailureKind): string {
  return t(failures[kind])
}

const failureRules: Readonly<Record<FailureKind, Message>> = {
  malformed: msg('No answer, a request that could not be read, or a box without area.'),
  'never-looked': msg('No region was asked for.'),
  'wrong-region': msg('No look reached a gold box.'),
  overruled: msg('A right answer stands in the reasoning; another was given.'),
  'wrong-reading': msg('Every gold box was looked at.'),
  unplaced: msg('It looked, and there are no gold boxes to compare with.'),
}

/** By which rule it is that. */
export function failureSentence(kind: FailureKind): string {
  return t(failureRules[kind])
}

/** Where the gold box lies, and how large it is; empty where there is none. */
export function goldPlaceWords(place: GoldPlace | undefined, extent: GoldSize | undefined): string {
  if (place === undefined || extent === undefined) return ''
  return t('{size}, {place}', { size: t(extents[extent]), place: t(places[place]) })
}

const extents: Readonly<Record<GoldSize, Message>> = {
  small: msg('small'),
  medium: msg('medium'),
  large: msg('large'),
}

const places: Readonly<Record<GoldPlace, Message>> = {
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
