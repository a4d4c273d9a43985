/** How a step came about: what it cost, the raw text, the exact prompt. Made only when asked for. */
import type { Row } from '../../session/document/rows'
import type { Timings } from '../../../app/trace/step'
import { msWords } from '../../words/trace'
import { Disclosure } from '../../parts/Disclosure'
import { Decided } from './Decided'
import { RawText } from './RawText'
import { Prompt } from './Prompt'

/** Timings in a line, then two parts to open. */
export function Details({ row }: { row: Row }) {
  const { step } = row
  if (step === undefined) return null
  return (
    <div className="details" onClick={(e) => e.stopPropagation()}>
      {step.timings !== undefined && <TimingsLine timings={step.timings} />}
      <Disclosure
        title="Raw text"
        aside={step.tokens === undefined ? undefined : `${step.tokens.length} tokens`}
      >
        <RawText step={step} />
      </Disclosure>
      <Disclosure title="Exact prompt">
        <Prompt step={step.id} />
      </Disclosure>
      <Decided about="step" raw={step.raw} />
    </div>
  )
}

function TimingsLine({ timings: t }: { timings: Timings }) {
  const total = t.encodeMs + t.prefillMs + t.decodeMs
  const share = (ms: number) => ({ width: `${total === 0 ? 0 : (ms / total) * 100}%` })
  const rate = t.decodeMs > 0 ? Math.round((t.tokens / t.decodeMs) * 1000) : undefined
  return (
    <div className="timings">
      <div className="timings-bar" aria-hidden="true">
        <span data-phase="encode" style={share(t.encodeMs)} />
        <span data-phase="prefill" style={share(t.prefillMs)} />
        <span data-phase="decode" style={share(t.decodeMs)} />
      </div>
      <div className="timings-words numbers">
        <span data-phase="encode">encode {msWords(t.encodeMs)}</span>
        <span data-phase="prefill">prefill {msWords(t.prefillMs)}</span>
        <span data-phase="decode">decode {msWords(t.decodeMs)}</span>
        {rate !== undefined && <span>{rate} tok/s</span>}
        {t.promptTokens > 0 && t.cacheUnknown !== true && (
          <span>
            {t.cachedTokens} of {t.promptTokens} tokens from cache
          </span>
        )}
      </div>
    </div>
  )
}
