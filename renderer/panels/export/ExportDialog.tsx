/** The export dialog: what, in which shape, what it would give, and exports under way. */
import { DialogFrame } from '../../parts/DialogFrame'
import { useActions, useSession } from '../../use-session'
import { ExportForm } from './ExportForm'
import { ExportJobs } from './ExportJobs'
import { ExportPreview } from './ExportPreview'
import { t } from '../../language/text'

/** Open while the state says so. */
export function ExportDialog() {
  const session = useActions()
  const open = useSession((s) => s.view.dialog === 'export')
  return (
    <DialogFrame
      open={open}
      title={t('Export training data')}
      kind="export"
      onOpenChange={(next) => !next && session.exports.close()}
      first="select"
    >
      <div className="export-body">
        <div className="export-columns">
          <ExportForm />
          <ExportPreview />
        </div>
        <ExportJobs />
      </div>
    </DialogFrame>
  )
}
