/** The choice of a model for a check. */
import type { ModelInfo } from '../../../app/reasoning/model'

interface Props {
  readonly title: string
  readonly models: readonly ModelInfo[]
  readonly value: string
  readonly onChange: (id: string) => void
  readonly disabled?: boolean
}

/** Models by name, and by their server where they run on one. */
export function ModelSelect({ title, models, value, onChange, disabled = false }: Props) {
  return (
    <label className="review-queue">
      <span className="hidden-title">{title}</span>
      <select
        className="plain-select"
        value={value}
        onChange={(e) => onChange(e.target.value)}
        disabled={disabled}
      >
        {models.map((m) => (
          <option key={m.id} value={m.id}>
            {m.name}
            {m.server === undefined ? '' : ` · ${m.server}`}
          </option>
        ))}
      </select>
    </label>
  )
}
