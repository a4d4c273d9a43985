/** The criteria that people and a judge score alike. */
import type { Criterion } from '../../../app/queues/setup'
import { Select, TextField } from '../../parts/Field'
import { Button, IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { t } from '../../language/text'
import type { FormProps } from './form-props'

const mostCriteria = 20
const scales = ['2', '3', '4', '5', '6', '7', '8', '9']

/** One row a criterion. */
export function RubricForm({ setup, onChange }: FormProps) {
  const { rubric } = setup
  const put = (at: number, change: Partial<Criterion>) =>
    onChange({ ...setup, rubric: rubric.map((c, i) => (i === at ? { ...c, ...change } : c)) })
  const add = () => {
    const criterion = {
      id: crypto.randomUUID(),
      title: t('Criterion {n}', { n: rubric.length + 1 }),
      hint: '',
      points: 5,
    }
    onChange({ ...setup, rubric: [...rubric, criterion] })
  }
  return (
    <div className="queue-form">
      <p className="muted small-text">
        {t(
          'Scored by keys in review, and by a judge model in the same points. A criterion that is removed keeps the points that were given.',
        )}
      </p>
      {rubric.map((criterion, i) => (
        <CriterionRow
          key={criterion.id}
          criterion={criterion}
          onChange={(change) => put(i, change)}
          onRemove={() => onChange({ ...setup, rubric: rubric.filter((c) => c !== criterion) })}
        />
      ))}
      <Button small disabled={rubric.length >= mostCriteria} onClick={add}>
        <Icon name="plus" /> {t('Add a criterion')}
      </Button>
    </div>
  )
}

interface RowProps {
  readonly criterion: Criterion
  readonly onChange: (change: Partial<Criterion>) => void
  readonly onRemove: () => void
}

function CriterionRow({ criterion, onChange, onRemove }: RowProps) {
  const { title, hint, points } = criterion
  return (
    <fieldset className="criterion-row">
      <legend className="hidden-title" translate="no">
        {title}
      </legend>
      <TextField
        dir="auto"
        label={t('Criterion')}
        value={title}
        maxLength={200}
        // A criterion has a name: without one nobody could tell what was scored.
        onChange={(text) => text !== '' && onChange({ title: text })}
      />
      <label className="small-text muted">
        {t('1 to')}{' '}
        <Select
          label={t('Most points')}
          value={String(points)}
          options={scales.map((n) => ({ value: n, words: n }))}
          onChange={(n) => onChange({ points: Number(n) })}
        />
      </label>
      <IconButton icon="bin" label={t('Remove {title}', { title })} small onClick={onRemove} />
      <TextField
        dir="auto"
        label={t('What the points of {title} mean', { title })}
        placeholder={t('What the points mean')}
        value={hint}
        maxLength={2000}
        onChange={(text) => onChange({ hint: text })}
      />
    </fieldset>
  )
}
