/** The contract's lines about queues, made of setups, presence and the files of traces. Knows no transport. */
import type { HostImplementation } from '../../app/host'
import type { queueContract } from '../../app/host/queues'
import { withGiven } from '../../app/queues/parts'
import type { Collections } from '../collections/collections'
import { partsOfProject } from '../collections/project-id'
import type { Presence } from './presence'
import type { QueueSetups } from './setups'

/** What they are made of. */
export interface QueueHost {
  readonly setups: QueueSetups
  readonly presence: Presence
  readonly collections: Pick<Collections, 'indexer'>
}

type Abilities = Pick<HostImplementation, keyof typeof queueContract>

/** The implementation of the queues' part of the contract. */
export function queueAbilities({ setups, presence, collections }: QueueHost): Abilities {
  return {
    queueSetup: async function* ({ queue }, signal) {
      let told = -1
      for await (const _ of setups.changes.follow(() => undefined, signal)) {
        const now = await setups.get(queue)
        if (now.revision === told) continue
        told = now.revision
        yield now
      }
    },
    setQueue: ({ queue, setup, over, by }) => setups.change(queue, by, { to: () => setup, over }),
    giveTraces: async ({ collection, query, to, by }, signal) => {
      const keys: string[] = []
      for await (const page of pages(collections.indexer(collection), { collection, query }, signal))
        keys.push(...page.flatMap(({ project }) => partsOfProject(project)?.key ?? []))
      if (keys.length > 0)
        await setups.change(collection, by, {
          to: (now) => ({ ...now, parts: withGiven(now.parts, keys, to) }),
        })
      return { traces: keys.length }
    },
    attend: presence.attend,
  }
}

/** Rows asked for at once. */
const pageSize = 1000

type Indexer = ReturnType<Collections['indexer']>
type Asked = Pick<Parameters<Indexer['traces']>[0], 'collection' | 'query'>

/** All that matches, as it is once the search is through. */
async function* pages(indexer: Indexer, asked: Asked, signal: AbortSignal) {
  for (let offset = 0, total = Infinity; offset < total; offset += pageSize)
    for await (const page of indexer.traces({ ...asked, offset, limit: pageSize }, signal)) {
      if (!page.done) continue
      total = page.total
      yield page.rows
      break
    }
}
