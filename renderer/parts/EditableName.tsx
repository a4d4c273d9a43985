/** A name that is edited in place: double click or F2, Enter keeps, Esc leaves it. */
import { useState, type KeyboardEvent } from 'react'
import { t } from '../language/text'

interface Props {
  readonly value: string
  readonly label: string
  readonly onChange: (value: string) => void
}

/** Shows the name, and a field while it is edited. */
export function EditableName({ value, label, onChange }: Props) {
  const [text, setText] = useState<string | undefined>(undefined)
  if (text === undefined) {
    return (
      <span
        className="editable-name"
        title={t('{value} (double-click or F2 to rename)', { value })}
        tabIndex={0}
        onDoubleClick={() => setText(value)}
        onKeyDown={(event) => {
          if (event.key !== 'F2') return
          event.preventDefault()
          event.stopPropagation()
          setText(value)
        }}
      >
        {value}
      </span>
    )
  }
  const keep = () => {
    const trimmed = text.trim()
    if (trimmed !== '' && trimmed !== value) onChange(trimmed)
    setText(undefined)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Enter') keep()
    if (event.key === 'Escape') setText(undefined)
  }
  return (
    <input
      className="name-field"
      aria-label={label}
      value={text}
      maxLength={300}
      autoFocus
      onFocus={(e) => e.target.select()}
      onChange={(e) => setText(e.target.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
      onClick={(e) => e.stopPropagation()}
    />
  )
}
