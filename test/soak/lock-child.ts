/** A process that takes the lock of a folder when it is told to, says whether it has it, and lets go when it is told to. */
import { takeLock, type Lock } from '../../main/store/lock'

let lock: Lock | undefined
process.on('message', (message: { readonly take: string } | 'release') => {
  if (message === 'release') {
    const held = lock
    lock = undefined
    void (held?.release() ?? Promise.resolve()).then(() => process.send?.('released'))
    return
  }
  takeLock(message.take).then(
    (taken) => {
      lock = taken
      process.send?.('held')
    },
    (error: unknown) =>
      process.send?.(error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
