/** Whose part is what, told to the threads of files that are open: when one opens, and whenever it changes. */
import { noSetup, type QueueParts } from '../../app/queues/setup'
import type { QueueSetups } from '../queues/setups'

/** What the feed stands on. */
interface Needs {
  readonly setups: Pick<QueueSetups, 'get' | 'changes'>
  /** Files that are open. */
  readonly open: () => readonly string[]
  readonly send: (collection: string, parts: QueueParts) => Promise<void>
}

/** Begins to tell. */
export function createPartsFeed({ setups, open, send }: Needs) {
  const tell = async (collection: string) => {
    // What cannot be read is told of where it is shown; until then the queue is not divided.
    const { setup } = await setups.get(collection).catch(() => noSetup)
    await send(collection, setup.parts)
  }
  const close = setups.changes.on(() => {
    for (const collection of open()) tell(collection).catch(() => undefined)
  })
  return { send: tell, close }
}
