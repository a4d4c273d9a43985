/** A name that is edited in place: double click or F2, Enter keeps, Esc leaves it. */
import { useState } from 'react'
import { t } from '../language/text'
import { NameField } from './NameField'

interface Props {
  readonly value: string
  /** What it is called where it is not edited: a name that Relook gave is told in the window's language. */
  readonly shown?: string
  readonly label: string
  readonly onChange: (value: string) => void
  /** Rises each time a command asks for the field. */
  readonly asked?: number
}

/** Shows the name, and a field while it is edited. */
export function EditableName({ value, shown = value, label, onChange, asked = 0 }: Props) {
  const [editing, setEditing] = useState(false)
  const [answered, setAnswered] = useState(asked)
  if (asked > answered) {
    setAnswered(asked)
    setEditing(true)
  }
  if (editing) return <NameField {...{ value, label, onChange }} onDone={() => setEditing(false)} />
  return (
    <span
      className="editable-name"
      title={t('{value} (double-click or F2 to rename)', { value: shown })}
      tabIndex={0}
      onDoubleClick={() => setEditing(true)}
      onKeyDown={(event) => {
        if (event.key !== 'F2') return
        event.preventDefault()
        event.stopPropagation()
        setEditing(true)
      }}
    >
      {shown}
    </span>
  )
}
