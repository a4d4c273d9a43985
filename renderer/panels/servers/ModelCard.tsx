/** A model on a server: what it can do, and how it is spoken with. */
import { useState } from 'react'
import { dialectOf, dialects, type Dialect } from '../../../app/dialects'
import type { FailureData } from '../../../app/failure'
import { chooseManner } from '../../../app/reasoning/manner'
import { servedModelId, type ServedModel, type ServerInfo } from '../../../app/host/servers'
import { Disclosure } from '../../parts/Disclosure'
import { NumberField } from '../../parts/NumberField'
import { useActions, useSession } from '../../use-session'
import { Problem } from './Problem'
import { ProbeTable } from './ProbeTable'

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
            <button
              type="button"
              className="button small"
              onClick={() => session.servers.stopProbe(server.id, model.name)}
            >
              Stop
            </button>
          ) : (
            <button
              type="button"
              className="button small"
              onClick={() => void session.servers.probe(server.id, model.name)}
            >
              {model.probe === undefined ? 'Try what it can do' : 'Try again what it can do'}
            </button>
          )}
          <button
            type="button"
            className="button small primary"
            disabled={chosen}
            onClick={() => {
              session.ask.setModel(id)
              session.view.showDialog(undefined)
            }}
          >
            {chosen ? 'In use' : 'Use this model'}
          </button>
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
  if (model.probe === undefined) return 'not tried yet'
  return model.probe.abilities.images
    ? `tried ${new Date(model.probe.at).toLocaleDateString()}`
    : 'takes no images'
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
      <label htmlFor={`dialect-${model.name}`}>Dialect</label>
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
          <label htmlFor={`calls-${model.name}`}>Requests</label>
          <select
            id={`calls-${model.name}`}
            className="plain-select"
            value={model.calls}
            onChange={(e) => void change({ calls: e.target.value as ServedModel['calls'] })}
          >
            <option value="auto">as the server needs it</option>
            <option value="text">written in its text</option>
            <option value="native">as function calls</option>
          </select>
        </>
      )}
      <span>Most pixels</span>
      <div className="server-limit">
        <NumberField
          label="Most pixels of the image"
          value={model.budgets.image.maxPixels}
          min={784}
          max={2 ** 28}
          step={784}
          onChange={budget('image')}
        />
        <span className="muted small-text">image</span>
        <NumberField
          label="Most pixels of a crop"
          value={model.budgets.crop.maxPixels}
          min={784}
          max={2 ** 28}
          step={784}
          onChange={budget('crop')}
        />
        <span className="muted small-text">crop</span>
      </div>
      {known !== undefined && model.probe !== undefined && (
        <>
          <span>Crops go</span>
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
    assistant: 'into the model’s own turn, as it was trained',
    user:
      dialect.handBack === 'inside'
        ? 'as a turn of the user, because its own turn cannot be continued here'
        : 'as a turn of their own, as it was trained',
    call: 'as answers to its function calls',
  }[crops]
  return unfinished === 'asked' ? `${where}. Edited steps are gone on from by asking.` : where
}
