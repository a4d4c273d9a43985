/** The sheet of every shortcut, from the command table. */
import { Dialog } from 'radix-ui'
import { commands } from '../commands'
import { Icon } from '../parts/Icon'
import { Keys } from '../parts/Keys'
import { useActions, useSession } from '../session/use-session'

const groups = [
  { title: 'Steps and view', menu: 'view' },
  { title: 'Running', menu: 'run' },
  { title: 'Editing', menu: 'edit' },
  { title: 'Review mode', menu: 'review' },
  { title: 'Files', menu: 'file' },
  { title: 'Help', menu: 'help' },
] as const

/** Open while the state says so. */
export function Shortcuts() {
  const session = useActions()
  const open = useSession((s) => s.dialog === 'shortcuts')
  return (
    <Dialog.Root open={open} onOpenChange={(next) => session.showDialog(next ? 'shortcuts' : undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog sheet" data-testid="shortcuts" aria-describedby={undefined}>
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">Keyboard shortcuts</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <div className="sheet-columns">
            {groups.map((group) => (
              <section key={group.menu} className="sheet-group">
                <h3>{group.title}</h3>
                {commands
                  .filter((c) => c.menu === group.menu && c.keys.length > 0)
                  .map((c) => (
                    <div key={c.id} className="sheet-row">
                      <span>{c.title}</span>
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
            Letters are dead while you type. Arrow keys move the box once you clicked it, or pressed Enter on
            its row.
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
