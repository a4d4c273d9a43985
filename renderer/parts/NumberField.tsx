/** A field for one number: typed, or stepped by ↑ and ↓ (Shift: ten times). Tells only numbers that are allowed. */
import { useState, type KeyboardEvent } from 'react'

interface Props {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step?: number
  readonly disabled?: boolean
  readonly changed?: boolean
  /** Called for every allowed number while typing; `onChange` only when it is meant. */
  readonly onInput?: (value: number) => void
  readonly onChange: (value: number) => void
}

/** Shows the value; while typing, what is typed. */
export function NumberField(props: Props) {
  const { label, value, min, max, step = 1, disabled = false, changed = false, onInput, onChange } = props
  const [typed, setTyped] = useState<{ readonly text: string; readonly before: number } | undefined>(
    undefined,
  )
  const text = typed?.text
  const numberOf = (t: string): number | undefined => {
    const n = Number(t.replace(',', '.'))
    return t.trim() !== '' && Number.isFinite(n) && n >= min && n <= max ? n : undefined
  }
  const keep = () => {
    const n = text === undefined ? undefined : numberOf(text)
    setTyped(undefined)
    // Even when it is the value already: an owner that follows `onInput` still waits for the word that it is meant.
    if (n !== undefined) onChange(n)
  }
  const shift = (by: number) => {
    const exact = Math.round((value + by) / step) * step
    setTyped(undefined)
    onChange(Math.min(max, Math.max(min, Number(exact.toFixed(6)))))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') keep()
    else if (event.key === 'Escape' && typed !== undefined) {
      event.stopPropagation()
      event.preventDefault()
      onInput?.(typed.before)
      setTyped(undefined)
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      shift((event.key === 'ArrowUp' ? 1 : -1) * step * (event.shiftKey ? 10 : 1))
    }
  }
  return (
    <input
      className="number-field"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={text !== undefined && numberOf(text) === undefined}
      disabled={disabled}
      data-changed={changed}
      value={text ?? String(value)}
      onChange={(e) => {
        setTyped({ text: e.target.value, before: typed?.before ?? value })
        const n = numberOf(e.target.value)
        if (n !== undefined) onInput?.(n)
      }}
      onFocus={(e) => e.target.select()}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  )
}
