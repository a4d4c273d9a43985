/** The keys of a command as they are now, as key caps; nothing where it has none. */
import { commandOf } from '../commands'
import { keysOf } from '../commands/keymap'
import { useSession } from '../use-session'
import { Keys } from './Keys'

export function CommandKeys({ id }: { id: string }) {
  const chord = useSession((s) => {
    const command = commandOf(id)
    return command && keysOf(command, s)[0]
  })
  return chord === undefined ? null : <Keys chord={chord} />
}
