/** Models on this machine: a list, downloads under way, and the two ways to get another. */
import { Dialog } from 'radix-ui'
import { useEffect } from 'react'
import { Icon } from '../../parts/Icon'
import { useActions, useSession } from '../../session/use-session'
import { AddFolder } from './AddFolder'
import { DownloadRow } from './DownloadRow'
import { HubForm } from './HubForm'
import { ModelRow } from './ModelRow'

/** Everything about models in one place. */
export function ModelsDialog() {
  const session = useActions()
  const open = useSession((s) => s.dialog === 'models')
  return (
    <Dialog.Root open={open} onOpenChange={(next) => session.showDialog(next ? 'models' : undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog models" aria-describedby={undefined}>
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Models</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <div className="models-body">
            <Content />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Content() {
  const session = useActions()
  const { models, downloads } = useSession((s) => s.modelStore)
  useEffect(() => void session.readHub(), [session])
  return (
    <>
      <ul className="models-list" aria-label="Models on this machine">
        {models.map((m) => (
          <ModelRow key={m.folder} model={m} />
        ))}
      </ul>
      {downloads.length > 0 && (
        <ul className="models-list" aria-label="Downloads">
          {downloads.map((d) => (
            <DownloadRow key={d.id} download={d} />
          ))}
        </ul>
      )}
      <HubForm />
      <AddFolder />
    </>
  )
}
