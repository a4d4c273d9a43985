/** Tokens and their probabilities, as the window shows them. Pure. */
import type { Alternative } from '../../app/trace/step'
import type { PlaceOdds } from '../../app/tokens/possible'
import { t } from '../language/text'

/** A token so that its blanks can be seen. */
export function tokenWords({ text, ends }: Pick<Alternative, 'text' | 'ends'>): string {
  if (ends === true) return t('end of the turn')
  if (text === '') return t('part of a letter')
  return text
    .replace(/^ +| +$/g, (blanks) => '␣'.repeat(blanks.length))
    .replace(/\n/g, '⏎')
    .replace(/\t/g, '⇥')
}

/** 0..1 in percent: as many digits as it takes to tell it from none and from all. */
export function chanceWords(p: number): string {
  if (p > 0 && p < 0.001) return t('under 0.1 %')
  if (p < 1 && p >= 0.9995) return t('over 99.9 %')
  const percent = p * 100
  return `${percent.toFixed(percent >= 10 && percent < 99 ? 0 : 1).replace(/\.0$/, '')} %`
}

/** How open the place was, and over what that is counted. */
export function entropyWords({ bits, over }: NonNullable<PlaceOdds['entropy']>): string {
  const number = bits.toFixed(2)
  return over === 'vocabulary'
    ? t('{number} bits of entropy, over the whole vocabulary', { number })
    : t('{number} bits of entropy, over the alternatives that were kept alone', { number })
}

/** Where it stands among all. */
export function rankWords({ at, least }: NonNullable<PlaceOdds['rank']>): string {
  return least ? t('rank {at} or lower', { at }) : t('rank {at}', { at })
}
