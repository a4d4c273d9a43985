/** A model of the curated list, from “Download” to “Use”: one button, or how far it is. */
import { useState } from 'react'
import { formatBytes } from '../../../app/bytes'
import type { FailureData } from '../../../app/failure'
import type { CatalogueOffer } from '../../../app/host/catalogue'
import { Button, LinkButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { restWord } from './sizes'
import { t } from '../../language/text'

interface Props {
  readonly offer: CatalogueOffer
  /** The name is on the button: nothing beside it says it. */
  readonly named?: boolean
  /** After “Use”: a dialog closes. */
  readonly onUsed?: () => void
}

/** Says what a click does, and why it cannot be done where it cannot. */
export function OfferButton({ offer, named = false, onUsed }: Props) {
  const session = useActions()
  const { model, precision } = offer
  const [failure, setFailure] = useState<FailureData>()
  const here = useSession((s) =>
    s.modelStore.models.find(
      (m) => m.source === `${model.repo}@${model.revision}` && m.dtype === precision.dtype,
    ),
  )
  const coming = useSession((s) =>
    s.modelStore.downloads.find(
      (d) => d.repo === model.repo && d.commit === model.revision && d.dtype === precision.dtype,
    ),
  )
  const chosen = useSession((s) => here?.model !== undefined && s.ask.model === here.model)
  const starting = useSession(
    (s) => s.modelStore.wanted?.repo === model.repo && s.modelStore.wanted.commit === model.revision,
  )
  const download = async () => setFailure(await session.modelStore.want(offer))
  if (here?.model !== undefined) {
    const use = () => {
      session.ask.setModel(here.model ?? '')
      onUsed?.()
    }
    const words = chosen ? t('In use') : named ? t('Use {name}', { name: model.name }) : t('Use')
    return (
      <Button small disabled={chosen} onClick={use}>
        {words}
      </Button>
    )
  }
  if (coming !== undefined) return <Coming id={coming.id} name={model.name} />
  return (
    <>
      <Button
        small
        data-testid="offer-download"
        disabled={starting}
        aria-label={t('Download {name}, {size}', { name: model.name, size: formatBytes(precision.bytes) })}
        onClick={() => void download()}
      >
        {named
          ? t('Download {name}, {size}', { name: model.name, size: formatBytes(precision.bytes) })
          : t('Download')}
      </Button>
      <Problem failure={failure} />
    </>
  )
}

function Coming({ id, name }: { id: string; name: string }) {
  const session = useActions()
  const d = useSession((s) => s.modelStore.downloads.find((x) => x.id === id))
  if (d === undefined) return null
  const { state } = d
  const rest = state.type === 'running' ? restWord(d.total - d.done, state.bytesPerSecond) : ''
  return (
    <span className="offer-coming">
      <progress
        className="models-bar"
        value={d.done}
        max={d.total}
        aria-label={t('Download of {repo}', { repo: name })}
      />
      <span className="muted small-text">
        {t('{done} of {total}', { done: formatBytes(d.done), total: formatBytes(d.total) })}
        {rest === '' ? '' : ` · ${rest}`}
      </span>
      {state.type === 'running' ? (
        <LinkButton onClick={() => void session.modelStore.cancelDownload(d.id)}>{t('Cancel')}</LinkButton>
      ) : (
        <LinkButton onClick={() => void session.modelStore.resumeDownload(d.id)}>{t('Resume')}</LinkButton>
      )}
      {state.type === 'failed' && <Problem failure={state.failure} />}
    </span>
  )
}
