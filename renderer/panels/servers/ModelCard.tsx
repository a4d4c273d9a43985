/** A model on a server: what it can do, and how it is spoken with. */
import { useState } from 'react'
import { dialectOf, dialects, type Dialect } from '../../../app/dialects'
import type { FailureData } from '../../../app/failure'
import { chooseManner } from '../../../app/reasoning/manner'
import { servedModelId, type ServedModel, type ServerInfo } from '../../../app/host/servers'
import { Button } from '../../parts/Button'
import { Disclosure } from '../../parts/Disclosure'
import { asksAtOnce } from '../../session/ask/sought'
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
        {probing?.failure !== undefined && <Problem failure={probing.failure} />}
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
  const [failure, setFailure] = useState<FailureData | undefined>(undefined)
  const change = async (more: Partial<ServedModel>) =>
    setFailure(await session.servers.changeModel(server.id, { ...model, ...more }))
  const known: Dialect | undefined = dialectOf(model.dialect)
  const budget = (which: 'image' | 'crop') => (maxPixels: number) =>
    void change({
      budgets: {
        ...model.budgets,
        [which]: { minPixels: Math.min(model.budgets[which].minPixels, maxPixels), maxPixels },
      },
    })
  return (
    <div className="server-fields">
      <label htmlFor={`dialect-${model.name}`}>{t('Dialect')}</label>
      <select
        id={`dialect-${model.name}`}
        className="plain-select"
        value={model.dialect}
        onChange={(e) => {
          const next: Dialect | undefined = dialectOf(e.target.value)
          void change({ dialect: e.target.value, ...(next === undefined ? {} : { budgets: next.budgets }) })
        }}
      >
        {dialects.map((d) => (
          <option key={d.id} value={d.id}>
            {d.name}
          </option>
        ))}
      </select>
      {known?.tools !== undefined && (
        <>
          <label htmlFor={`calls-${model.name}`}>{t('Concurrency')}</label>
          <select
            id={`calls-${model.name}`}
            className="plain-select"
            value={model.calls}
            onChange={(e) => void change({ calls: e.target.value as ServedModel['calls'] })}
          >
            <option value="auto">{t('as the server needs it')}</option>
            <option value="text">{t('written in its text')}</option>
            <option value="native">{t('as function calls')}</option>
          </select>
        </>
      )}
      <span>{t('Max pixels')}</span>
      <div className="server-limit">
        <NumberField
          label={t('Max pixels of the image')}
          value={model.budgets.image.maxPixels}
          min={784}
          max={2 ** 28}
          step={784}
          onChange={budget('image')}
        />
        <span className="muted small-text">{t('image')}</span>
        <NumberField
          label={t('Max pixels of a crop')}
          value={model.budgets.crop.maxPixels}
          min={784}
          max={2 ** 28}
          step={784}
          onChange={budget('crop')}
        />
        <span className="muted small-text">{t('crop')}</span>
      </div>
      {known !== undefined && model.probe !== undefined && (
        <>
          <span>{t('Crops are sent')}</span>
          <span>{mannerWords(known, model)}</span>
        </>
      )}
      {failure !== undefined && <Problem failure={failure} />}
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
