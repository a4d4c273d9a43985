/** Something that holds from the next start on, with the way to start now. */
import type { ReactNode } from 'react'
import { t } from '../../language/text'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { isRunning } from '../../session/document/rows'
import { useActions, useSession } from '../../use-session'

/** `children`: what will be. `also`: another way on. */
export function RestartNote({ children, also }: { children: ReactNode; also?: ReactNode }) {
  const { settings } = useActions()
  const running = useSession(isRunning)
  const desktop = useSession((s) => s.host.about?.shell === 'desktop')
  return (
    <div className="notice" data-tone="info" role="status">
      <Icon name="undo" />
      <div className="notice-text">
        {children} {running && t('The run that is going on is ended; what it has written is kept.')}
      </div>
      {also}
      {desktop && (
        <Button small onClick={() => void settings.restart()}>
          {t('Restart now')}
        </Button>
      )}
    </div>
  )
}
