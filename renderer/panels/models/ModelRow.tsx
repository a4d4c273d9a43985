/** One model folder: what it is, why it cannot be used, and taking it away. */
import { useState } from 'react'
import { msg, type Message } from '../../../app/message'
import { formatBytes } from '../../../app/bytes'
import type { FailureData } from '../../../app/failure'
import { leftOutWords } from '../../../app/trace/left-out'
import type { StoredModel } from '../../../app/host/models'
import { Button, IconButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { needWord } from './sizes'
import { t } from '../../language/text'

const kinds: Readonly<Record<StoredModel['kind'], Message>> = {
  'built-in': msg('built in'),
  downloaded: msg('downloaded'),
  linked: msg('linked folder'),
}

/** A row of the list. */
export function ModelRow({ model: m }: { model: StoredModel }) {
  const session = useActions()
  const chosen = useSession((s) => s.ask.model === m.model)
  const [failure, setFailure] = useState<FailureData>()
  const { model, folder } = m
  const remove = async () => setFailure(await session.modelStore.remove(folder))
  const openAnyway = async () => setFailure(await session.modelStore.openAnyway(folder))
  const use = (id: string) => {
    session.ask.setModel(id)
    session.view.showDialog(undefined)
  }
  return (
    <li className="models-row">
      <WhatItIs model={m} />
      <div className="models-do">
        {m.failure?.code === 'left-out' && (
          <Button small onClick={() => void openAnyway()}>
            {t('Open anyway')}
          </Button>
        )}
        {model !== undefined && (
          <Button small disabled={chosen} onClick={() => use(model)}>
            {chosen ? t('In use') : t('Use')}
          </Button>
        )}
        {m.kind !== 'built-in' && <Remove model={m} onRemove={() => void remove()} />}
      </div>
      <Problem failure={m.failure} />
      <Problem failure={failure} />
    </li>
  )
}

/** Its name, where it is from, and whether it fits into memory. */
function WhatItIs({ model: m }: { model: StoredModel }) {
  const memory = useSession((s) => s.modelStore.memory)
  const need = m.needs !== undefined && memory !== undefined ? needWord(m.needs, memory) : undefined
  const facts = [
    t(kinds[m.kind]),
    m.bytes > 0 ? formatBytes(m.bytes) : '',
    m.dialect ?? '',
    m.source?.replace(/@(\w{8})\w*$/, '@$1') ?? '',
  ]
  return (
    <div className="models-what">
      <span className="models-name clip">{m.name}</span>
      <span className="muted small-text clip" title={m.folder}>
        {facts.filter((f) => f !== '').join(' · ')}
      </span>
      {m.leftOut !== undefined && (
        <span className="small-text models-need-tight">{t(leftOutWords[m.leftOut])}</span>
      )}
      {need !== undefined && (
        <span className={`small-text ${need.fit === 'fine' ? 'muted' : `models-need-${need.fit}`}`}>
          {need.text}
        </span>
      )}
    </div>
  )
}

/** Taking it away, on a second click. */
function Remove({ model: m, onRemove }: { model: StoredModel; onRemove: () => void }) {
  const [sure, setSure] = useState(false)
  if (!sure)
    return (
      <IconButton icon="bin" label={t('Remove {name}', { name: m.name })} onClick={() => setSure(true)} />
    )
  return (
    <Button small danger autoFocus onBlur={() => setSure(false)} onClick={onRemove}>
      {m.kind === 'linked' ? t('Delete it') : t('Move {size} to trash', { size: formatBytes(m.bytes) })}
    </Button>
  )
}
