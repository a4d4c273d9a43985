/** Follows what the shell asks of the window: menu choices, files opened from outside. Again after a lost connection. */
import { toFailureData } from '../../app/failure'
import type { ShellEvent } from '../../app/host'
import type { Link } from './link'

/** Tells every event until the link is closed for good. */
export function keepShell(link: Link, take: (event: ShellEvent) => void): void {
  const follow = async (): Promise<void> => {
    for (;;) {
      await link.ready()
      try {
        for await (const event of link.host.shell({})) take(event)
        return
      } catch (error) {
        if (toFailureData(error).code !== 'disconnected') return
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }
  void follow()
}
