/** What is said of queues, kept in the data folder, one file each. Knows no window. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { createChanges, createSequence, type ChangeSignal } from '../../app/async'
import { Failure } from '../../app/failure'
import { noSetup, queueSetup, type KeptSetup, type QueueSetup } from '../../app/queues/setup'
import { codeOf, writeWhole } from '../store/folder'

/** Setups by queue. */
export interface QueueSetups {
  /** As it is kept. @throws Failure `bad-input` where the file is there and cannot be read: nothing is written over it. */
  readonly get: (queue: string) => Promise<KeptSetup>
  /** Changes it. `over`: the revision it was made over; absent: whatever is kept. @throws Failure `conflict`. */
  readonly change: (
    queue: string,
    by: string,
    change: { readonly to: (now: QueueSetup) => QueueSetup; readonly over?: number },
  ) => Promise<KeptSetup>
  /** That one of them changed. */
  readonly changes: Pick<ChangeSignal, 'on' | 'follow'>
}

const kept = z.object({
  setup: queueSetup,
  revision: z.number(),
  by: z.string().exactOptional(),
  at: z.number().exactOptional(),
})

/** The setups in a folder. */
export function createQueueSetups(folder: string, now: () => number): QueueSetups {
  const known = new Map<string, KeptSetup>()
  const changes = createChanges()
  const inTurn = createSequence()
  const get = async (queue: string): Promise<KeptSetup> => {
    const setup = known.get(queue) ?? (await read(join(folder, `${queue}.json`)))
    known.set(queue, setup)
    return setup
  }
  return {
    get,
    changes,
    change: (queue, by, { to, over }) =>
      inTurn.run(async () => {
        const before = await get(queue)
        if (over !== undefined && over !== before.revision)
          throw new Failure(
            'conflict',
            `${before.by ?? 'Somebody'} has changed this queue meanwhile. Yours was not kept: take over what they wrote, then keep it again.`,
          )
        const next: KeptSetup = { setup: to(before.setup), revision: before.revision + 1, by, at: now() }
        await writeWhole(join(folder, `${queue}.json`), `${JSON.stringify(next, undefined, 2)}\n`)
        known.set(queue, next)
        changes.tell()
        return next
      }),
  }
}

async function read(path: string): Promise<KeptSetup> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return noSetup
  try {
    return kept.parse(JSON.parse(text))
  } catch (error) {
    throw new Failure('bad-input', `What is said of this queue cannot be read: ${path}.`, String(error))
  }
}
