/**
 * A call that changes a file of traces is over only when everyone is shown what it did: however late the stream of its
 * status is, the list never goes back to how it was before.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blankReview } from '../../../app/trace/review'
import type { Port } from '../../../app/port'
import { createServices } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { indexerInProcess } from '../../builders/indexer'
import { engineOf, never } from '../../builders/services'
import { collectionWhen, lines, logRow, openPath, openRow, put, putPicture } from '../../builders/traces'

/** A way to the thread on which streams can be held up; calls are answered at once. */
function heldUp() {
  const waiting: (() => void)[] = []
  let holding = false
  const startIndexer = (): Port => {
    const port = indexerInProcess()
    return {
      ...port,
      onMessage: (listener) =>
        port.onMessage((message) => {
          const isItem = (message as { readonly t?: string }).t === 'item'
          if (holding && isItem) waiting.push(() => listener(message))
          else listener(message)
        }),
    }
  }
  const hold = () => void (holding = true)
  const release = () => {
    holding = false
    for (const deliver of waiting.splice(0)) deliver()
  }
  return { startIndexer, hold, release }
}

async function started() {
  const folder = testFolder()
  const { startIndexer, hold, release } = heldUp()
  const services = await createServices({
    dataFolder: join(folder, 'data'),
    about: { version: 'test', shell: 'headless', dialogs: false },
    startEngine: () => {
      throw new Error('no process in this test')
    },
    createEngine: () => engineOf(),
    startIndexer,
    allowed: [folder],
  })
  await putPicture(folder, 'images/a.png', 1000, 500)
  const collection = await openPath(services, put(folder, 'log.jsonl', lines([logRow(1), logRow(2)])))
  await collectionWhen(services, collection)
  const shown = () => collectionWhen(services, collection, () => true)
  return { folder, services, collection, shown, hold, release }
}

test('another reading is shown once it is set', async () => {
  const { services, collection, shown, hold, release } = await started()
  hold()
  await services.host.setReading({ collection, space: 'per-mille' }, never)
  expect(await shown()).toMatchObject({ reading: { space: 'per-mille' }, state: { type: 'indexing' } })
  release()
  expect(await collectionWhen(services, collection)).toMatchObject({
    reading: { space: 'per-mille', detected: false },
  })
  await services.close()
})

test('pictures that were found are counted once they are linked', async () => {
  const { folder, services, shown, hold } = await started()
  const rows = [logRow(1, { image: 'b.png' })]
  const other = await openPath(services, put(folder, 'other.jsonl', lines(rows)))
  expect(await collectionWhen(services, other)).toMatchObject({ missing: 1 })
  await putPicture(folder, 'elsewhere/b.png')
  hold()
  const source = { type: 'path', path: join(folder, 'elsewhere') } as const
  // What the call itself waits for is a call, too.
  expect(await services.host.relinkPictures({ collection: other, source }, never)).toEqual({
    found: 1,
    missing: 0,
  })
  expect(await collectionWhen(services, other, () => true)).toMatchObject({ missing: 0 })
  expect(await shown()).toMatchObject({ count: 2 })
  await services.close()
})

test('a review counts once the thread has it, and what the stream told before does not take it back', async () => {
  const { services, collection, shown, hold, release } = await started()
  const { id, project } = await openRow(services, collection, 0)
  const branch = project.branches[0]?.id ?? ''
  hold()
  const review = { ...blankReview('Ada', 1), verdict: 'accepted' } as const
  await services.host.edit({ project: id, change: { type: 'reviewed', branch, review } }, never)
  const counted = await collectionWhen(services, collection, (c) => c.reviewed === 1)
  expect(counted.reviewed).toBe(1)
  release()
  expect(await shown()).toMatchObject({ reviewed: 1 })
  await services.close()
})
