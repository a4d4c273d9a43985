/** What is said of queues is kept, and nobody's words are lost to another's. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { noSetup } from '../../../app/queues/setup'
import { createPresence } from '../../../main/queues/presence'
import { createQueueSetups } from '../../../main/queues/setups'
import { testFolder } from '../../builders/folder'

const say = (instructions: string) => ({ ...noSetup.setup, instructions })

describe('setups of queues', () => {
  test('are kept over a restart, with who changed them', async () => {
    const at = testFolder()
    const setups = createQueueSetups(at, () => 7)
    await setups.change('projects', 'Ada', { to: () => say('Look twice.'), over: 0 })
    expect(await createQueueSetups(at, () => 9).get('projects')).toEqual({
      setup: say('Look twice.'),
      revision: 1,
      by: 'Ada',
      at: 7,
    })
  })

  test('of two that change the same revision the second is refused, and nothing of the first is lost', async () => {
    const setups = createQueueSetups(testFolder(), () => 7)
    const both = await Promise.allSettled([
      setups.change('projects', 'Ada', { to: () => say('Ada’s'), over: 0 }),
      setups.change('projects', 'Bo', { to: () => say('Bo’s'), over: 0 }),
    ])
    expect(both.map((b) => b.status)).toEqual(['fulfilled', 'rejected'])
    expect(both[1]).toMatchObject({ reason: { code: 'conflict' } })
    expect((await setups.get('projects')).setup.instructions).toBe('Ada’s')
  })

  test('a file that cannot be read is told of and not written over', async () => {
    const at = testFolder()
    await mkdir(at, { recursive: true })
    await writeFile(join(at, 'projects.json'), '{"setup": half')
    const setups = createQueueSetups(at, () => 7)
    await expect(setups.get('projects')).rejects.toMatchObject({ code: 'bad-input' })
    await expect(setups.change('projects', 'Ada', { to: () => say('New') })).rejects.toMatchObject({
      code: 'bad-input',
    })
    expect(await readFile(join(at, 'projects.json'), 'utf8')).toBe('{"setup": half')
  })
})

describe('presence', () => {
  test('one is there as long as one listens, and sees only others at the same queue', async () => {
    const presence = createPresence(() => 5)
    const [ada, bo, cy] = [new AbortController(), new AbortController(), new AbortController()]
    const seen = presence.attend({ queue: 'q', by: 'Ada' }, ada.signal)
    expect((await seen.next()).value).toEqual([])
    const other = presence.attend({ queue: 'other', by: 'Cy' }, cy.signal)
    await other.next()
    const bos = presence.attend({ queue: 'q', by: 'Bo', project: 'p' }, bo.signal)
    await bos.next()
    const there = [{ by: 'Bo', project: 'p', since: 5 }]
    // Cy came in between, at another queue.
    const now = async () => {
      for (let n = 0; n < 3; n++) {
        const { value } = await seen.next()
        if (JSON.stringify(value) !== '[]') return value
      }
      return []
    }
    expect(await now()).toEqual(there)
    bo.abort()
    await bos.next()
    expect((await seen.next()).value).toEqual([])
    ada.abort()
    cy.abort()
  })
})
