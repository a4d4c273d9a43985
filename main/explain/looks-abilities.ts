/** The contract's lines about batches of looks, made of jobs, sources and the shell. */
import { notUsedLines } from '../../app/explain/looks-summary'
import { atMostEvery } from '../../app/async'
import { Failure } from '../../app/failure'
import { fileNameFrom } from '../../app/file-name'
import { given } from '../../app/given'
import type { HostImplementation } from '../../app/host'
import type { SavedTable } from '../../app/host/evaluations'
import type { LookMarks, looksContract } from '../../app/host/looks'
import { saveAsked } from '../sharing/save'
import type { Shell } from '../shell/shell'
import { openBatchSource } from './batch-source'
import type { LooksJobs, LooksParts } from './looks-jobs'

/** What the abilities are made of. */
export interface LooksHost extends LooksParts {
  readonly jobs: LooksJobs
  readonly shell: Pick<Shell, 'chooseSave'>
}

type Abilities = Pick<HostImplementation, keyof typeof looksContract>

/** Marks sent to a new follower at a time. */
const chunk = 1000

/** The implementation of the contract. */
export function looksAbilities(parts: LooksHost): Abilities {
  const { jobs, book, engine } = parts
  return {
    looksCost: async function* ({ source, model }, signal) {
      const server = (await engine.models()).find((m) => m.id === model)?.server
      const { count } = await openBatchSource(parts, source)
      const due = atMostEvery(100)
      let cost = { traces: 0, looks: 0, asked: 0, ...given({ server }) }
      for await (const counted of count(signal)) {
        cost = { ...cost, ...counted }
        if (due()) yield { ...cost, counted: false }
      }
      yield { ...cost, counted: true }
    },
    startLooks: async (request) => ({ looks: await jobs.start(request) }),
    looksJobs: (_, signal) => jobs.changes.follow(jobs.list, signal),
    pauseLooks: async ({ looks }) => jobs.pause(looks),
    stopLooks: ({ looks }) => jobs.stop(looks),
    resumeLooks: ({ looks }) => jobs.resume(looks),
    forgetLooks: ({ looks }) => jobs.forget(looks),
    looksFound: async function* ({ looks }, signal) {
      jobs.need(looks)
      // Before what is there is read: what comes meanwhile is told twice, not never.
      const news = book.follow(signal)
      const all = await book.use(looks, async ({ verdicts }) => [...verdicts])
      for (let from = 0; from < all.length || from === 0; from += chunk)
        yield Object.fromEntries(all.slice(from, from + chunk)) as LookMarks
      for await (const { looks: id, key, verdicts } of news) if (id === looks) yield { [key]: verdicts }
    },
    saveUnusedLooks: ({ looks }) => saveUnused(parts, looks),
  }
}

async function saveUnused({ book, jobs, shell }: LooksHost, id: string): Promise<SavedTable> {
  const { name: batch } = jobs.need(id)
  let text = ''
  for await (const file of book.read(id)) for await (const trace of file.each()) text += notUsedLines(trace)
  if (text === '') throw new Failure('not-found', 'There is no look among them that was not used.')
  const name = `${fileNameFrom(batch.replace(/\.[a-z0-9]{1,8}$/i, ''), 'looks')}-not-used.jsonl`
  const bytes = Buffer.from(text)
  const ask = { title: 'Save the looks that do not matter', name, kind: 'JSON lines' }
  const saved = await saveAsked(shell, ask, bytes)
  return saved ?? { type: 'download', name, base64: bytes.toString('base64') }
}
