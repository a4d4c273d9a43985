/** What is explained: the answer, or other words of the trace, chosen here by keys or mouse. */
import { beginningOf } from '../../../app/beginning'
import { useEffect, useId, useMemo, useRef, useState, type RefObject } from 'react'
import { stepsOf } from '../../../app/trace/project'
import { wordsExtent } from '../../../app/tokens/shown'
import { selectedBranch } from '../../session/document/rows'
import { chosenBefore, chosenHere, spanOfText } from '../../session/why/words'
import { Button, LinkButton } from '../../parts/Button'
import { Select } from '../../parts/Field'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** A choice, and a field to choose others in. */
export function Words() {
  const session = useActions()
  const id = useId()
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const chosen = useSession(chosenHere)
  const known = useKnown()
  const at = known.findIndex(
    ({ span }) =>
      span.step === chosen?.span.step && span.start === chosen.span.start && span.end === chosen.span.end,
  )
  const close = () => {
    setOpen(false)
    opener.current?.focus()
  }
  return (
    <div className="why-words">
      <label htmlFor={id}>{t('Explained')}</label>
      <Select
        id={id}
        value={at < 0 ? '' : String(at)}
        options={[
          { value: '', words: t('the answer') },
          ...known.map(({ words }, i) => ({
            value: String(i),
            words: t('“{words}”', { words: shortened(words) }),
          })),
        ]}
        onChange={(i) => session.why.choose(i === '' ? undefined : known[Number(i)])}
      />
      <LinkButton ref={opener} aria-expanded={open} data-testid="choose-words" onClick={() => setOpen(!open)}>
        {t('Choose other words…')}
      </LinkButton>
      {open && <Chooser onClose={close} />}
    </div>
  )
}

/** Letters of a choice. */
const mostLetters = 40

function shortened(words: string): string {
  return words.length > mostLetters ? `${beginningOf(words, mostLetters)}…` : words
}

function useKnown() {
  const project = useSession((s) => s.document.project)
  const branch = useSession(selectedBranch)
  const chosen = useSession(chosenHere)
  return useMemo(
    () => (project === undefined || branch === undefined ? [] : chosenBefore(project, branch, chosen)),
    [project, branch, chosen],
  )
}

/** Steps whose words a model wrote, or may have; `number`: as the list of steps counts them. */
function useWorded() {
  const project = useSession((s) => s.document.project)
  const branch = useSession(selectedBranch)
  return useMemo(() => {
    if (project === undefined || branch === undefined) return []
    return stepsOf(project, branch).flatMap((step, i) => {
      const isWorded = step.type !== 'observation' && step.author.type !== 'tool'
      const extent = isWorded ? wordsExtent(step) : undefined
      return extent === undefined || !isWorded
        ? []
        : [{ step, number: i + 1, text: step.raw.slice(extent.start, extent.end) }]
    })
  }, [project, branch])
}

interface StepChoiceProps {
  readonly steps: ReturnType<typeof useWorded>
  readonly at: number
  readonly setAt: (at: number) => void
}

function StepChoice({ steps, at, setAt }: StepChoiceProps) {
  return (
    <Select
      label={t('Step')}
      value={String(at)}
      options={steps.map(({ number, text }, i) => ({
        value: String(i),
        words: `${number}. ${shortened(text.replaceAll(/\s+/g, ' '))}`,
      }))}
      onChange={(i) => setAt(Number(i))}
    />
  )
}

function Chooser({ onClose }: { onClose: () => void }) {
  const session = useActions()
  const place = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const steps = useWorded()
  // What was said of what was seen last is asked about most.
  const last = steps.findLastIndex((s) => s.step.type === 'thought')
  const [at, setAt] = useState(Math.max(0, last))
  useEffect(() => {
    // Its buttons, too: the field alone comes into view by being focused.
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const current = steps[at]
  if (current === undefined) return null
  const explain = () => {
    const text = field.current?.value ?? ''
    const [start, end] = rangeIn(field, text)
    const span = spanOfText(current.step, text.slice(start, end), text.slice(0, start))
    session.why.mark(span ?? 'lost')
    if (span === undefined) return
    void session.why.explainMarked()
    onClose()
  }
  return (
    <div
      ref={place}
      className="why-choose"
      onKeyDown={(e) => {
        if (e.key !== 'Escape') return
        e.preventDefault()
        onClose()
      }}
    >
      <StepChoice {...{ steps, at, setAt }} />
      <Field field={field} text={current.text} onEnter={explain} />
      <p className="muted small-text">
        {t('Select words with the mouse, or with Shift and the arrow keys; nothing selected is all of it.')}
      </p>
      <div className="why-row">
        <Button small primary onClick={explain}>
          {t('Explain these words')}
        </Button>
        <Button small onClick={onClose}>
          {t('Cancel')}
        </Button>
      </div>
    </div>
  )
}

interface FieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly onEnter: () => void
}

/** The words of a step, to be selected in. Not `readOnly`: without a caret nothing can be selected by keys. What is typed is not taken. */
function Field({ field, text, onEnter }: FieldProps) {
  return (
    <textarea
      ref={field}
      aria-readonly
      autoFocus
      rows={3}
      value={text}
      onChange={ignored}
      aria-label={t('Words of the step')}
      onKeyDown={(e) => {
        if (e.key !== 'Enter') return
        e.preventDefault()
        onEnter()
      }}
    />
  )
}

function ignored() {
  // The words stay as they are.
}

function rangeIn(field: RefObject<HTMLTextAreaElement | null>, text: string): readonly [number, number] {
  const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {}
  return selectionStart === selectionEnd ? [0, text.length] : [selectionStart, selectionEnd]
}
