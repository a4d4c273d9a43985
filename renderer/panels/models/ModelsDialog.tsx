/** Models on this machine: a list, downloads under way, and the two ways to get another. */
import { useEffect } from 'react'
import { WindowDialog } from '../../controls/WindowDialog'
import { useActions, useSession } from '../../use-session'
import { AddFolder } from './AddFolder'
import { DownloadRow } from './DownloadRow'
import { HubForm } from './HubForm'
import { ModelRow } from './ModelRow'
import { ModelTrash } from './ModelTrash'
import { Offers } from './Offers'
import { t } from '../../language/text'

/** Everything about models in one place. */
export function ModelsDialog() {
  return (
    <WindowDialog id="models" title={t('Models')} kind="models">
      <div className="models-body">
        <Content />
      </div>
    </WindowDialog>
  )
}

function Content() {
  const session = useActions()
  const { models, downloads } = useSession((s) => s.modelStore)
  useEffect(() => void session.modelStore.readHub(), [session])
  return (
    <>
      <ul className="models-list" aria-label={t('Models on this machine')}>
        {models.map((m) => (
          <ModelRow key={m.folder} model={m} />
        ))}
      </ul>
      {downloads.length > 0 && (
        <ul className="models-list" aria-label={t('Downloads')}>
          {downloads.map((d) => (
            <DownloadRow key={d.id} download={d} />
          ))}
        </ul>
      )}
      <ModelTrash />
      <section aria-labelledby="models-offers">
        <h3 id="models-offers" className="models-title">
          {t('Models that read your own images')}
        </h3>
        <Offers
          label={t('Models that read your own images')}
          onUsed={() => session.view.showDialog(undefined)}
        />
        <p className="muted small-text">
          {t(
            'Not tried where Relook is built: the real weights of these models, a graphics card, and the hub. Their layouts were, with small made-up weights, on the CPU.',
          )}
        </p>
      </section>
      <HubForm />
      <AddFolder />
    </>
  )
}
