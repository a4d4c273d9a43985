/** The export dialog: what, in which shape, what it would give, and exports under way. */
import { WindowDialog } from '../../controls/WindowDialog'
import { useActions } from '../../use-session'
import { ExportForm } from './ExportForm'
import { ExportJobs } from './ExportJobs'
import { ExportPreview } from './ExportPreview'
import { t } from '../../language/text'

/** Open while the state says so. */
export function ExportDialog() {
  const session = useActions()
  return (
    <WindowDialog
      id="export"
      title={t('Export training data')}
      kind="export"
      onClose={session.exports.close}
      first="select"
    >
      <div className="export-body">
        <div className="export-columns">
          <ExportForm />
          <ExportPreview />
        </div>
        <ExportJobs />
      </div>
    </WindowDialog>
  )
}
