/** The text of a step exactly as it stands in the model's context, with what the parser took marked. */
import type { Step } from '../../../app/trace/step'
import { CommandButton } from '../../controls/CommandButton'
import { useSession } from '../../use-session'
import { TokenText } from './TokenText'

/** Raw text; token by token where that is switched on. */
export function RawText({ step }: { step: Step }) {
  const colours = useSession((s) => s.view.tokenColours)
  const hasProbability = step.tokens?.some((t) => t.logprob !== undefined) ?? false
  if (step.type === 'observation') return <p className="muted">The crop itself stands here in the context.</p>
  return (
    <>
      {colours && step.tokens !== undefined ? (
        <div className="raw">
          <TokenText tokens={step.tokens} />
          {step.appended !== undefined && <Appended text={step.appended} />}
        </div>
      ) : (
        <Marked step={step} />
      )}
      <div className="raw-foot">
        <CommandButton id="token-colours" className="button small" pressed={colours}>
          Mark unsure tokens
        </CommandButton>
        <span className="muted small-text">
          {!hasProbability
            ? 'No probabilities were given for this step.'
            : colours
              ? 'Marked below 80 %, strongly below 40 %.'
              : ''}
        </span>
      </div>
    </>
  )
}

function Marked({ step }: { step: Exclude<Step, { type: 'observation' }> }) {
  const appended = step.appended ?? ''
  const own = appended === '' ? step.raw : step.raw.slice(0, -appended.length)
  const taken = takenPart(step, own)
  return (
    <pre className="raw">
      <span className="untaken">{own.slice(0, taken.start)}</span>
      <mark title="What was taken from the text">{own.slice(taken.start, taken.end)}</mark>
      <span className="untaken">{own.slice(taken.end)}</span>
      {appended !== '' && <Appended text={appended} />}
    </pre>
  )
}

function Appended({ text }: { text: string }) {
  return (
    <span className="appended" title="Added by Relook, not written by the model">
      {text.replaceAll('\n', '⏎\n')}
    </span>
  )
}

/** Where in the raw text the step's content stands. */
function takenPart(
  step: Exclude<Step, { type: 'observation' }>,
  own: string,
): { start: number; end: number } {
  if (step.type === 'look') {
    const start = own.lastIndexOf('[')
    const end = own.lastIndexOf(']') + 1
    return start < 0 || end <= start ? { start: 0, end: 0 } : { start, end }
  }
  const start = own.indexOf(step.text)
  return start < 0 ? { start: 0, end: 0 } : { start, end: start + step.text.length }
}
