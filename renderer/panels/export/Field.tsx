/** One row of the export form: a name and a control. Looks only. */
import type { ReactNode } from 'react'

/** Name, control, and (below it) what it means. */
export function Field({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <div className="form-row">
      <span>{title}</span>
      {children}
      {note !== undefined && <span className="export-note">{note}</span>}
    </div>
  )
}

interface SelectProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly words: string }[]
  readonly onChange: (value: T) => void
}

/** A native list of choices. */
export function Select<T extends string>({ label, value, options, onChange }: SelectProps<T>) {
  return (
    <select
      className="plain-select"
      aria-label={label}
      value={value}
      onChange={(e) => {
        const chosen = options.find((o) => o.value === e.target.value)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      {options.map((o) => (
        <option key={o.value} value={o.value}>
          {o.words}
        </option>
      ))}
    </select>
  )
}
