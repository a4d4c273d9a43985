/** The form of a batch: which model goes on from each look, how many traces at a time, and what that costs. */
import { useId } from 'react'
import { given } from '../../../app/given'
import type { LooksCost } from '../../../app/host/looks'
import { Select } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { Button } from '../../parts/Button'
import { NumberField } from '../../parts/NumberField'
import type { LooksAsked } from '../../session/looks/looks-state'
import { conditionsOf } from '../../words/collections'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** Model, traces at a time, cost, start. */
export function LooksForm({ asked, again }: { asked: LooksAsked; again: boolean }) {
  const session = useActions()
  const form = useSession((s) => s.looks.form)
  const cost = useSession((s) => s.looks.cost)
  const server = useSession((s) => s.host.models.find((m) => m.id === form.model)?.server)
  const nothing = cost?.counted === true && cost.looks === 0
  return (
    <Form className="looks-form" onSubmit={() => (nothing ? undefined : session.looks.start())}>
      <Which asked={asked} />
      <Fields asked={asked} server={server} />
      <Cost cost={cost} />
      <div className="why-row">
        <Button submit primary disabled={nothing} data-testid="looks-start">
          {server === undefined ? t('Try the looks') : t('Ask it')}
        </Button>
        <Button onClick={session.looks.close}>{t('Cancel')}</Button>
        {again && (
          <span className="muted small-text">
            {t('What was found before stays until this finds another.')}
          </span>
        )}
      </div>
    </Form>
  )
}

interface FieldsProps {
  readonly asked: LooksAsked
  readonly server: string | undefined
}

/** The model, and of a server how many traces at a time. */
function Fields({ asked: { dialect }, server }: FieldsProps) {
  const session = useActions()
  const form = useSession((s) => s.looks.form)
  const all = useSession((s) => s.host.models)
  const models = all.filter((m) => dialect === undefined || m.dialect === dialect)
  const name = useId()
  return (
    <>
      <div className="form-row">
        <label htmlFor={name}>{t('Model')}</label>
        <Select
          id={name}
          value={form.model ?? ''}
          options={[
            { value: '', words: t('the one that wrote each trace') },
            ...models.map((m) => ({ value: m.id, words: m.name })),
          ]}
          onChange={(model) =>
            session.looks.change({ atOnce: form.atOnce, ...given({ model: model || undefined }) })
          }
        />
      </div>
      {models.length === 0 && (
        <p className="problem small-text">
          {t('No model here speaks the dialect of these traces, so none can go on from their looks.')}
        </p>
      )}
      {server !== undefined && (
        <div className="form-row">
          <span>{t('Traces at a time')}</span>
          <NumberField
            label={t('Traces at a time')}
            value={form.atOnce}
            min={1}
            max={64}
            step={1}
            onChange={(atOnce) => session.looks.change({ ...form, atOnce })}
          />
        </div>
      )}
    </>
  )
}

/** What it is about; of a file also what its list is narrowed to. */
function Which({ asked: { source, name } }: { asked: LooksAsked }) {
  const conditions = source.type === 'collection' ? conditionsOf(source.query).map((c) => c.words) : []
  const text = source.type === 'collection' ? source.query.text : undefined
  const narrowed = [...(text === undefined ? [] : [`“${text}”`]), ...conditions]
  return (
    <p className="looks-which">
      <b translate="no">{name}</b>
      {narrowed.length > 0 && (
        <span className="muted"> {t('only: {conditions}', { conditions: narrowed.join(', ') })}</span>
      )}
    </p>
  )
}

function Cost({ cost }: { cost: LooksCost | undefined }) {
  if (cost === undefined || !cost.counted)
    return (
      <p className="muted small-text" role="status">
        {cost === undefined
          ? t('Counting…')
          : t('Counting… {looks, number} looks so far', { looks: cost.looks })}
      </p>
    )
  const { traces, looks, asked, server } = cost
  if (looks === 0)
    return (
      <p className="small-text" role="status">
        {t('Nobody looked here: there is nothing to try.')}
      </p>
    )
  return (
    <p className="small-text" role="status" data-testid="looks-cost">
      {t(
        '{traces, plural, one {# trace} other {# traces}} with {looks, plural, one {# look} other {# looks}}: up to {asked, plural, one {# answer} other {# answers}}.',
        { traces, looks, asked },
      )}{' '}
      {server === undefined ? t('It costs time only.') : t('{server} writes them.', { server })}
    </p>
  )
}
