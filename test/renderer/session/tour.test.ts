/** The tour where it cannot be taken, and where it is left: it says why, and leaves nothing behind. The tour itself: test/tour.e2e.ts. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Sample } from '../../../app/host'
import { fakeHost, openSession } from '../fake-host'

const sample: Sample = {
  file: 'dashboard-03.png',
  title: 'A dashboard',
  question: 'What?',
  licence: 'CC0',
  url: 'samples/dashboard-03.png',
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

test('without a sample it says so', async () => {
  const { session } = await openSession(fakeHost())
  await session.tour.begin()
  expect(session.get().tour).toMatchObject({ part: 'failed', seen: true })
  expect(session.get().tour.why).toContain('sample')
})

test('without a model on this machine it says so', async () => {
  const fake = fakeHost()
  Object.assign(fake.host, { samples: async () => [sample], models: async () => [] })
  const { session } = await openSession(fake)
  await session.tour.begin()
  expect(session.get().tour.part).toBe('failed')
  expect(session.get().tour.why).toContain('model')
  expect(fake.runs).toEqual([])
})

test('left, it is gone, and nothing is told of it any more', async () => {
  const fake = fakeHost()
  Object.assign(fake.host, { samples: async () => [sample] })
  const { session } = await openSession(fake)
  const taken = session.tour.begin()
  await vi.waitFor(() => expect(fake.runs).toHaveLength(1))
  // With the settings it was made for, whatever was chosen for one's own questions.
  expect(fake.runs[0]).toMatchObject({ question: 'What?', settings: { temperature: 0, maxLooks: 7 } })
  session.tour.end()
  await taken
  expect(session.get().tour).toMatchObject({ part: undefined, why: undefined, seen: true })
})

test('is remembered as seen once it was begun', async () => {
  const { session, values } = await openSession(fakeHost())
  expect(session.get().tour.seen).toBe(false)
  await session.tour.begin()
  expect(values['relook-tour']).toBe('seen')
})
