/** Rows of forms: a name, and a control for it. Look only. */
import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './Icon'

interface FieldProps {
  readonly title: string
  readonly note?: string | undefined
  readonly children: ReactNode
}

/** Name, control, and (below it) what it means. */
export function Field({ title, note, children }: FieldProps) {
  return (
    <div className="form-row">
      <span>{title}</span>
      {children}
      {note !== undefined && <span className="export-note">{note}</span>}
    </div>
  )
}

/** What can be chosen. */
export interface Option<T extends string> {
  readonly value: T
  readonly words: string
}

interface SelectProps<T extends string> extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  /** Absent where a label of its own stands before it. */
  readonly label?: string
  readonly value: T
  readonly options: readonly Option<T>[]
  readonly onChange: (value: T) => void
}

/** A native list of choices. */
export function Select<T extends string>({ label, value, options, onChange, ...rest }: SelectProps<T>) {
  return (
    <select
      className="plain-select"
      aria-label={label}
      value={value}
      onChange={(e) => {
        const chosen = options.find((o) => o.value === e.target.value)
        if (chosen !== undefined) onChange(chosen.value)
      }}
      {...rest}
    >
      {options.map((o) => (
        <option key={o.value} value={o.value}>
          {o.words}
        </option>
      ))}
    </select>
  )
}

interface SelectFieldProps<T extends string> extends SelectProps<T> {
  readonly title: string
  readonly note?: string | undefined
}

/** A list of choices with its name. */
export function SelectField<T extends string>({ title, note, ...select }: SelectFieldProps<T>) {
  return (
    <Field title={title} note={note}>
      <Select label={title} {...select} />
    </Field>
  )
}

interface TextProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  /** Absent where a label of its own stands before it. */
  readonly label?: string
  readonly value: string
  readonly onChange: (text: string) => void
}

/** A line of text; what is typed is told at once. */
export function TextField({ label, className, onChange, ...rest }: TextProps) {
  return (
    <input
      className={className === undefined ? 'name-field' : `name-field ${className}`}
      aria-label={label}
      onChange={(e) => onChange(e.target.value)}
      {...rest}
    />
  )
}

/** A line of text with what it is, in two columns. */
export function LabelledText({
  id,
  title,
  ...rest
}: TextProps & { readonly id: string; readonly title: string }) {
  return (
    <>
      <label htmlFor={id}>{title}</label>
      <TextField id={id} {...rest} />
    </>
  )
}

/** Words that are searched for. */
export function SearchField({ label, className, onChange, ...rest }: TextProps) {
  return (
    <label className={className === undefined ? 'search-field' : `search-field ${className}`}>
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        onChange={(e) => onChange(e.target.value)}
        {...rest}
      />
    </label>
  )
}
