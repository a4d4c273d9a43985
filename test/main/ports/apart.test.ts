/** Works in a process that hang, end it or wait: what becomes of them, and of the others. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { call } from '../../../app/contract'
import { Failure } from '../../../app/failure'
import { createApart } from '../../../main/ports/apart'
import { startChild } from '../../../main/ports/process'
import { testFolderForAll } from '../../builders/folder'
import { until } from '../../builders/wait'

const contract = { work: call(z.object({ as: z.string() })).returns<string>() }
const folder = testFolderForAll()
let file = ''
beforeAll(() => {
  file = join(folder(), 'child.mjs')
  // Speaks the port's own language: what the real ones import is no matter here.
  writeFileSync(
    file,
    `process.on('message', ({ t, id, input }) => {
       if (t !== 'ask') return
       if (input.as === 'hang') return
       if (input.as === 'loop') for (;;);
       if (input.as === 'end') return process.exit(86)
       if (input.as === 'wait') return setTimeout(() => process.send({ t: 'done', id, value: 'wait' }), 300)
       if (input.as === 'refuse')
         return process.send({ t: 'fail', id, failure: { code: 'bad-input', message: 'No.' } })
       process.send({ t: 'done', id, value: input.as })
     })
     process.on('disconnect', () => process.exit())`,
  )
})

function apart(
  options: { readonly deadlineMs?: number; readonly atOnce?: number; readonly idleMs?: number } = {},
) {
  const ends: string[] = []
  let started = 0
  const one = createApart({
    contract,
    start: () => {
      started++
      const child = startChild(file)
      child.onExit((how) => ends.push(how))
      return child
    },
    atOnce: 4,
    deadlineMs: 20_000,
    idleMs: 60_000,
    givenUp: (what, how) => new Failure('image-too-large', `${what}: ${how ?? 'too long'}`),
    ...options,
  })
  onTestFinished(one.close)
  return {
    ends,
    started: () => started,
    close: one.close,
    prepare: one.prepare,
    work: (as: string) => one.use(as, (client) => client.work({ as })),
  }
}

test('starts one process for all, and passes on what it says', async () => {
  const { work, started } = apart()
  expect(await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(work))).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  await expect(work('refuse')).rejects.toMatchObject({ code: 'bad-input', message: 'No.' })
  expect(started()).toBe(1)
})

test.each(['hang', 'loop'])(
  'a work that does not end (%s) is given up in words, and the next is done',
  async (as) => {
    const { work, ends } = apart({ deadlineMs: 3000 })
    await expect(work(as)).rejects.toMatchObject({ code: 'image-too-large', message: `${as}: too long` })
    await until(() => ends.length === 1, 'its end')
    expect(await work('a')).toBe('a')
  },
)

test('who ends the process is told; what was lost with it is done', async () => {
  const { work, started } = apart()
  const told = await Promise.allSettled(['wait', 'end', 'wait', 'end'].map(work))
  expect(told.map((t) => (t.status === 'fulfilled' ? t.value : String(t.reason)))).toEqual([
    'wait',
    expect.stringContaining('end: exit code 86'),
    'wait',
    expect.stringContaining('end: exit code 86'),
  ])
  // One for all, and one for each that was lost, with nobody beside it.
  expect(started()).toBe(5)
})

test('so many at a time; the time of one is not the waiting of another', async () => {
  const { work } = apart({ atOnce: 1, deadlineMs: 3000 })
  expect(await Promise.all(Array.from({ length: 12 }, () => work('wait')))).toHaveLength(12)
})

test('can be started before it is needed, and is ended when it was not', async () => {
  const { prepare, ends, started, work } = apart({ idleMs: 1 })
  prepare()
  await until(() => ends.length === 1, 'its end')
  prepare()
  expect(await work('a')).toBe('a')
  expect(started()).toBe(2)
})

test('ends when nobody needs it, and begins again', async () => {
  const { work, ends, started } = apart({ idleMs: 1 })
  await work('a')
  await until(() => ends.length === 1, 'its end')
  expect(await work('b')).toBe('b')
  expect(started()).toBe(2)
})

test('closing ends what is being done, and nothing begins afterwards', async () => {
  const { work, close, started } = apart()
  await work('a')
  const waiting = [work('hang'), work('hang')]
  close()
  for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'disconnected' })
  await expect(work('a')).rejects.toMatchObject({ code: 'disconnected' })
  expect(started()).toBe(1)
})
