/** Whom else to ask where a server failed. */
import { expect, test } from 'vitest'
import { localInstead } from '../../../renderer/session/ask/instead'
import { fakeHost, openSession, settled } from '../fake-host'

test('asks a model that runs here instead of a server that failed, and only then', async () => {
  const fake = fakeHost()
  const { session } = await openSession(fake)
  expect(localInstead(session.get())).toBeUndefined()
  session.ask.setModel('server:box/qwen')
  await session.ask.run()
  await settled()
  expect(localInstead(session.get())).toBeUndefined()
  const failure = { code: 'disconnected', message: 'Nothing answers.' } as const
  fake.change({ type: 'run-ended', branch: 'run-1', at: 9, reason: 'failed', failure })
  await settled()
  expect(localInstead(session.get())?.id).toBe('m')
  await session.ask.askInstead('m')
  expect(fake.runs[1]).toMatchObject({ model: 'm', question: fake.runs[0]?.question })
  expect(fake.runs[1]).not.toHaveProperty('from')
  expect(session.get().ask.model).toBe('m')
})
