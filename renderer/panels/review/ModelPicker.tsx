/** The choice of a model for a check. */
import type { ModelInfo } from '../../../app/reasoning/model'
import { Select } from '../../parts/Field'

interface Props {
  readonly title: string
  readonly models: readonly ModelInfo[]
  readonly value: string
  readonly onChange: (id: string) => void
  readonly disabled?: boolean
}

/** Models by name, and by their server where they run on one. */
export function ModelPicker({ title, models, ...select }: Props) {
  return (
    <label className="review-queue">
      <span className="hidden-title">{title}</span>
      <Select
        options={models.map(({ id, name, server }) => ({
          value: id,
          words: server === undefined ? name : `${name} · ${server}`,
        }))}
        {...select}
      />
    </label>
  )
}
