/** The text of a step exactly as it stands in the model's context, with what the parser took marked. */
import { Fragment } from 'react'
import type { RawExtent, Step } from '../../../app/trace/step'
import { useSession } from '../../use-session'
import { withShortData } from '../../words/short-data'
import { TokenText } from './TokenText'
import { t } from '../../language/text'

/** Raw text; token by token where that is switched on. */
export function RawText({ step }: { step: Step }) {
  const colours = useSession((s) => s.view.tokenColours)
  if (step.type === 'observation')
    return <p className="muted">{t('The crop itself is here in the context.')}</p>
  const { raw, appended = '', tokens } = step
  if (!colours || tokens === undefined) return <Marked step={step} />
  return (
    <>
      <TokenText step={step} extent={{ start: 0, end: raw.length - appended.length }} raw />
      {(appended !== '' || step.dropped !== undefined) && (
        <div className="raw">
          <Appended text={appended} />
          <Dropped step={step} />
        </div>
      )}
    </>
  )
}

function Marked({ step }: { step: Exclude<Step, { type: 'observation' }> }) {
  const appended = step.appended ?? ''
  const own = appended === '' ? step.raw : step.raw.slice(0, -appended.length)
  if (own === '' && step.type === 'look' && step.request.code === true)
    return <p className="muted">{t('Its text is the code of the look before.')}</p>
  const parts = takenParts(step, own)
  return (
    <pre className="raw">
      {parts.map(({ start, end }, i) => (
        <Fragment key={start}>
          <span className="untaken">{withShortData(own.slice(parts[i - 1]?.end ?? 0, start))}</span>
          <mark title={t('What was taken from the text')}>{withShortData(own.slice(start, end))}</mark>
        </Fragment>
      ))}
      <span className="untaken">{withShortData(own.slice(parts.at(-1)?.end ?? 0))}</span>
      {appended !== '' && <Appended text={appended} />}
      <Dropped step={step} />
    </pre>
  )
}

function Appended({ text }: { text: string }) {
  return (
    <span className="appended" title={t('Added by Relook, not written by the model')}>
      {text.replaceAll('\n', '⏎\n')}
    </span>
  )
}

/** What the model wrote and the loop took away again. */
function Dropped({ step: { dropped } }: { step: Exclude<Step, { type: 'observation' }> }) {
  if (dropped === undefined) return null
  return (
    <del className="dropped" title={t('Written by the model, taken away by the loop: not in the context')}>
      {dropped.replaceAll('\n', '⏎\n')}
    </del>
  )
}

/** Where in the raw text the step's content stands, in order. */
function takenParts(step: Exclude<Step, { type: 'observation' }>, own: string): readonly RawExtent[] {
  if (step.type === 'look') {
    const { literals } = step.request
    if (literals !== undefined) return inOrder(literals)
    const start = own.lastIndexOf('[')
    const end = own.lastIndexOf(']') + 1
    return start < 0 || end <= start ? [] : [{ start, end }]
  }
  const start = own.indexOf(step.text)
  return start < 0 ? [] : [{ start, end: start + step.text.length }]
}

/** Each place once: one number may be two edges. */
function inOrder(extents: readonly RawExtent[]): readonly RawExtent[] {
  const sorted = [...extents].sort((a, b) => a.start - b.start)
  return sorted.filter(({ start }, i) => start >= (sorted[i - 1]?.end ?? 0))
}
