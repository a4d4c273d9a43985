/** The export dialog: what, in which shape, what it would give, and exports under way. */
import { Dialog } from 'radix-ui'
import { Icon } from '../../parts/Icon'
import { useActions, useSession } from '../../session/use-session'
import { ExportForm } from './ExportForm'
import { ExportJobs } from './ExportJobs'
import { ExportPreview } from './ExportPreview'

/** Open while the state says so. */
export function ExportDialog() {
  const session = useActions()
  const open = useSession((s) => s.dialog === 'export')
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && session.closeExport()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog export"
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // The first choice, not the way out.
            const first = (event.currentTarget as HTMLElement | null)?.querySelector('select')
            if (first) {
              event.preventDefault()
              first.focus()
            }
          }}
        >
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Export training data</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <div className="export-body">
            <div className="export-columns">
              <ExportForm />
              <ExportPreview />
            </div>
            <ExportJobs />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
