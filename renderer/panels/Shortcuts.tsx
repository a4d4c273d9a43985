/** The sheet of every shortcut, from the command table. */
import { msg } from '../../app/message'
import { commands, titleOf } from '../commands'
import { DialogFrame } from '../parts/DialogFrame'
import { Keys } from '../controls/Keys'
import { useActions, useSession } from '../use-session'
import { t } from '../language/text'

const groups = [
  { title: msg('Steps and view'), menu: 'view' },
  { title: msg('Running'), menu: 'run' },
  { title: msg('Editing'), menu: 'edit' },
  { title: msg('Review mode'), menu: 'review' },
  { title: msg('Files'), menu: 'file' },
  { title: msg('Help'), menu: 'help' },
] as const

/** Open while the state says so. */
export function Shortcuts() {
  const session = useActions()
  const open = useSession((s) => s.view.dialog === 'shortcuts')
  return (
    <DialogFrame
      open={open}
      title={t('Keyboard shortcuts')}
      kind="sheet"
      onOpenChange={(next) => session.view.showDialog(next ? 'shortcuts' : undefined)}
    >
      <div className="sheet-columns">
        {groups.map((group) => (
          <section key={group.menu} className="sheet-group">
            <h3>{t(group.title)}</h3>
            {commands
              .filter((c) => c.menu === group.menu && c.keys.length > 0)
              .map((c) => (
                <div key={c.id} className="sheet-row">
                  <span>{titleOf(c)}</span>
                  <span className="sheet-keys">
                    {c.keys.slice(0, 2).map((chord) => (
                      <Keys key={chord} chord={chord} />
                    ))}
                  </span>
                </div>
              ))}
          </section>
        ))}
      </div>
      <p className="muted small-text">
        {t(
          'Single-key shortcuts are disabled while typing. Arrow keys move the box once you clicked it, or pressed Enter on its row.',
        )}
      </p>
    </DialogFrame>
  )
}
