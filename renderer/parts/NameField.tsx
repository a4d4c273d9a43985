/** A field for a name while it is edited: Enter and leaving keep it, Esc leaves it as it was; an empty name is none. */
import { useState } from 'react'

interface Props {
  readonly value: string
  readonly label: string
  readonly className?: string
  /** Another name than before. */
  readonly onChange: (value: string) => void
  /** It is not edited any more. */
  readonly onDone: () => void
}

/** The field, with all of the name selected. */
export function NameField({ value, label, className = '', onChange, onDone }: Props) {
  const [text, setText] = useState(value)
  const keep = () => {
    const name = text.trim()
    if (name !== '' && name !== value) onChange(name)
    onDone()
  }
  return (
    <input
      className={`name-field ${className}`}
      aria-label={label}
      value={text}
      maxLength={300}
      autoFocus
      onFocus={(e) => e.target.select()}
      onChange={(e) => setText(e.target.value)}
      onBlur={keep}
      onClick={(e) => e.stopPropagation()}
      onKeyDown={(e) => {
        e.stopPropagation()
        if (e.key === 'Enter') keep()
        if (e.key === 'Escape') onDone()
      }}
    />
  )
}
