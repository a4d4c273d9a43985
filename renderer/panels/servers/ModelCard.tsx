/** A model on a server: what it can do, and how it is spoken with. */
import { useState } from 'react'
import { dialectOf, dialects, type Dialect } from '../../../app/dialects'
import type { FailureData } from '../../../app/failure'
import { given } from '../../../app/given'
import { chooseManner } from '../../../app/reasoning/manner'
import { servedModelId, type ServedModel, type ServerInfo } from '../../../app/host/servers'
import { Button } from '../../parts/Button'
import { Disclosure } from '../../parts/Disclosure'
import { asksAtOnce } from '../../session/ask/sought'
import { Select } from '../../parts/Field'
import { NumberField } from '../../parts/NumberField'
import { useActions, useSession } from '../../use-session'
import { Problem } from './Problem'
import { ProbeTable } from './ProbeTable'
import { t } from '../../language/text'

interface Props {
  readonly server: ServerInfo
  readonly model: ServedModel
  readonly open: boolean
}

/** Opens where it stands. */
export function ModelCard({ server, model, open }: Props) {
  const session = useActions()
  const id = servedModelId(server.id, model.name)
  const chosen = useSession((s) => s.ask.model === id)
  const asks = useSession(asksAtOnce)
  const probing = useSession((s) => s.servers.probing[id])
  const busy = probing !== undefined && probing.failure === undefined
  return (
    <section className="server-model" aria-label={model.name}>
      <Disclosure
        title={<span className="server-model-name">{model.name}</span>}
        open={open}
        aside={stateOf(model, busy)}
      >
        <Settings server={server} model={model} />
        <div className="server-model-foot">
          {busy ? (
            <Button small onClick={() => session.servers.stopProbe(server.id, model.name)}>
              {t('Stop')}
            </Button>
          ) : (
            <Button small onClick={() => void session.servers.probe(server.id, model.name)}>
              {model.probe === undefined ? t('Test its capabilities') : t('Test its capabilities again')}
            </Button>
          )}
          <Button small primary disabled={chosen && !asks} onClick={() => void session.ask.takeServed(id)}>
            {chosen && !asks ? t('In use') : asks ? t('Use this model and ask it') : t('Use this model')}
          </Button>
        </div>
        <Problem failure={probing?.failure} />
        <ProbeTable
          findings={busy ? probing.findings : (model.probe?.findings ?? [])}
          asking={probing?.asking}
        />
      </Disclosure>
    </section>
  )
}

function stateOf(model: ServedModel, busy: boolean): string {
  if (busy) return 'trying…'
  if (model.probe === undefined) return t('not tested yet')
  return model.probe.abilities.images
    ? t('tested {value}', { value: new Date(model.probe.at).toLocaleDateString() })
    : t('takes no images')
}

/** Dialect, calls and budgets: kept as soon as they are changed. */
function Settings({ server, model }: Pick<Props, 'server' | 'model'>) {
  const session = useActions()
  const [failure, setFailure] = useState<FailureData>()
  const change = async (more: Partial<ServedModel>) =>
    setFailure(await session.servers.changeModel(server.id, { ...model, ...more }))
  const known: Dialect | undefined = dialectOf(model.dialect)
  return (
    <div className="server-fields">
      <label htmlFor={`dialect-${model.name}`}>{t('Dialect')}</label>
      <Select
        id={`dialect-${model.name}`}
        value={model.dialect}
        options={dialects.map((d) => ({ value: d.id, words: d.name }))}
        onChange={(dialect) => void change({ dialect, ...given({ budgets: dialectOf(dialect)?.budgets }) })}
      />
      {known?.tools !== undefined && (
        <>
          <label htmlFor={`calls-${model.name}`}>{t('Concurrency')}</label>
          <Select
            id={`calls-${model.name}`}
            value={model.calls}
            options={[
              { value: 'auto', words: t('as the server needs it') },
              { value: 'text', words: t('written in its text') },
              { value: 'native', words: t('as function calls') },
            ]}
            onChange={(calls) => void change({ calls })}
          />
        </>
      )}
      <span>{t('Max pixels')}</span>
      <Budgets budgets={model.budgets} onChange={(budgets) => void change({ budgets })} />
      {known !== undefined && model.probe !== undefined && (
        <>
          <span>{t('Crops are sent')}</span>
          <span>{mannerWords(known, model)}</span>
        </>
      )}
      <Problem failure={failure} />
    </div>
  )
}

interface BudgetsProps {
  readonly budgets: ServedModel['budgets']
  readonly onChange: (budgets: ServedModel['budgets']) => void
}

/** Most pixels of the image and of a crop. */
function Budgets({ budgets, onChange }: BudgetsProps) {
  const field = (which: 'image' | 'crop') => ({
    ...{ value: budgets[which].maxPixels, min: 784, max: 2 ** 28, step: 784 },
    onChange: (maxPixels: number) =>
      onChange({
        ...budgets,
        [which]: { minPixels: Math.min(budgets[which].minPixels, maxPixels), maxPixels },
      }),
  })
  return (
    <div className="server-limit">
      <NumberField label={t('Max pixels of the image')} {...field('image')} />
      <span className="muted small-text">{t('image')}</span>
      <NumberField label={t('Max pixels of a crop')} {...field('crop')} />
      <span className="muted small-text">{t('crop')}</span>
    </div>
  )
}

function mannerWords(dialect: Dialect, { probe, calls }: ServedModel): string {
  const abilities = probe?.abilities
  const tools =
    abilities?.tools === true &&
    (calls === 'native' || (calls === 'auto' && abilities.continues === 'nothing'))
  const { crops, unfinished } = chooseManner(dialect, abilities && { ...abilities, tools })
  const where = {
    assistant: t('in the assistant turn, as trained'),
    user:
      dialect.handBack === 'inside'
        ? t('as user messages, because an assistant turn cannot be continued here')
        : t('in turns of their own, as trained'),
    call: t('as answers to its function calls'),
  }[crops]
  return unfinished === 'asked'
    ? t('{where}. After an edit the model is prompted to continue.', { where })
    : where
}
