/** How a step came about: what it cost, the raw text, the exact prompt. Made only when asked for. */
import type { Row } from '../../session/document/rows'
import type { Timings } from '../../../app/trace/step'
import { msWords } from '../../words/trace'
import { Disclosure } from '../../parts/Disclosure'
import { Decided } from './Decided'
import { RawText } from './RawText'
import { Prompt } from './Prompt'
import { t } from '../../language/text'

/** Timings in a line, then two parts to open. */
export function Details({ row }: { row: Row }) {
  const { step } = row
  if (step === undefined) return null
  return (
    <div className="details" onClick={(e) => e.stopPropagation()}>
      {step.timings !== undefined && <TimingsLine timings={step.timings} />}
      <Disclosure
        title={t('Raw text')}
        aside={
          step.tokens === undefined
            ? undefined
            : t('{n, plural, one {# token} other {# tokens}}', { n: step.tokens.length })
        }
      >
        <RawText step={step} />
      </Disclosure>
      <Disclosure title={t('Exact prompt')}>
        <Prompt step={step.id} />
      </Disclosure>
      <Decided about="step" raw={step.raw} />
    </div>
  )
}

function TimingsLine({ timings }: { timings: Timings }) {
  const total = timings.encodeMs + timings.prefillMs + timings.decodeMs
  const share = (ms: number) => ({ width: `${total === 0 ? 0 : (ms / total) * 100}%` })
  const rate = timings.decodeMs > 0 ? Math.round((timings.tokens / timings.decodeMs) * 1000) : undefined
  return (
    <div className="timings">
      <div className="timings-bar" aria-hidden="true">
        <span data-phase="encode" style={share(timings.encodeMs)} />
        <span data-phase="prefill" style={share(timings.prefillMs)} />
        <span data-phase="decode" style={share(timings.decodeMs)} />
      </div>
      <div className="timings-words numbers">
        <span data-phase="encode">{t('encode {encodeMs}', { encodeMs: msWords(timings.encodeMs) })}</span>
        <span data-phase="prefill">
          {t('prefill {prefillMs}', { prefillMs: msWords(timings.prefillMs) })}
        </span>
        <span data-phase="decode">{t('decode {decodeMs}', { decodeMs: msWords(timings.decodeMs) })}</span>
        {rate !== undefined && <span>{t('{rate} tok/s', { rate })}</span>}
        {timings.promptTokens > 0 && timings.cacheUnknown !== true && (
          <span>
            {t(
              '{cachedTokens, number} of {promptTokens, plural, one {# token} other {# tokens}} from cache',
              {
                cachedTokens: timings.cachedTokens,
                promptTokens: timings.promptTokens,
              },
            )}
          </span>
        )}
        {timings.drafted !== undefined && (
          <span title={t('Read ahead as they were written before; the tokens are the same either way.')}>
            {t(
              '{accepted, number} of {drafted, plural, one {# drafted token} other {# drafted tokens}} accepted',
              {
                accepted: timings.accepted ?? 0,
                drafted: timings.drafted,
              },
            )}
          </span>
        )}
      </div>
    </div>
  )
}
