/** The session’s part of rollouts: pages of groups, a group opened, weights, pins; older answers never overwrite newer ones. */
import { expect, it } from 'vitest'
import { Failure } from '../../../app/failure'
import type { GroupRow, OpenedGroup, RolloutDump } from '../../../app/host/rollouts'
import { Feed, fakeHost, openSession, settled } from '../fake-host'

const dump: RolloutDump = {
  ...{
    id: 'd1',
    name: 'rollouts.jsonl',
    path: '/x',
    bytes: 1,
    groups: 250,
    rollouts: 500,
    issues: 0,
    openedAt: 1,
  },
  state: { type: 'ready' },
}
const row = (at: number): GroupRow => ({ at, question: `q${at}`, rollouts: 2, looks: 1 })
const group = (at: number): OpenedGroup => ({
  project: `p${at}`,
  group: {
    id: `g${at}`,
    question: `q${at}`,
    gold: [],
    image: '',
    rollouts: [{ id: `r${at}`, text: '', segments: [''], looks: [], answer: '' }],
  },
})

async function area() {
  const fake = fakeHost()
  const feed = new Feed<readonly RolloutDump[]>()
  const asked: unknown[] = []
  const waiting: (() => void)[] = []
  let hold = false
  Object.assign(fake.host, {
    rolloutDumps: (_: unknown, signal?: AbortSignal) => feed.items(signal),
    rolloutCurve: async () => ({ from: 'dump', steps: [1], series: [] }),
    rolloutGroups: async (input: { offset: number; limit: number }) => {
      asked.push(input)
      return { total: 250, groups: Array.from({ length: 3 }, (_, i) => row(input.offset + i)) }
    },
    rolloutGroup: async ({ at }: { at: number }) => {
      if (at === 99) throw new Failure('not-found', 'That group is no longer in the dump.')
      if (hold) await new Promise<void>((done) => waiting.push(done))
      return group(at)
    },
  })
  const { session } = await openSession(fake)
  feed.push([dump])
  session.view.showArea('rollouts')
  await settled()
  return { session, asked, feed, waiting, holdBack: () => (hold = true) }
}

it('asks for the pages in view once, and anew when the dump has grown', async () => {
  const { session, asked, feed } = await area()
  session.rollouts.chooseDump('d1')
  await settled()
  expect(asked).toEqual([{ dump: 'd1', query: {}, offset: 0, limit: 100 }])
  session.rollouts.showRows(90, 120)
  session.rollouts.showRows(95, 130)
  await settled()
  expect(asked).toHaveLength(2)
  expect(session.get().rollouts.pages[1]?.[0]?.at).toBe(100)
  feed.push([{ ...dump, groups: 260 }])
  await settled()
  expect(asked).toHaveLength(4)
  session.rollouts.narrow({ step: 3 })
  await settled()
  expect(asked.at(-1)).toEqual({ dump: 'd1', query: { step: 3 }, offset: 0, limit: 100 })
  session.rollouts.narrow({ step: undefined })
  expect(session.get().rollouts.query).toEqual({})
})

it('shows the group that was asked for last, and says why one cannot be opened', async () => {
  const { session, waiting, holdBack } = await area()
  session.rollouts.chooseDump('d1')
  holdBack()
  void session.rollouts.openGroup('d1', 1)
  void session.rollouts.openGroup('d1', 2)
  await settled()
  // The first answer comes last.
  waiting[1]?.()
  await settled()
  waiting[0]?.()
  await settled()
  expect(session.get().rollouts.opened?.project).toBe('p2')
  expect(session.get().rollouts.read).toBe('r2')
  await session.rollouts.openGroup('d1', 99)
  expect(session.get().notices.at.rollouts?.message).toBe('That group is no longer in the dump.')
})

it('keeps weights until another variant or Reset, and pins with a limit', async () => {
  const { session } = await area()
  session.rollouts.editTerm('accuracy', { weight: 2 })
  session.rollouts.editTerm('accuracy', { cap: 1 })
  expect(session.get().rollouts.edits).toEqual({ accuracy: { weight: 2, cap: 1 } })
  session.rollouts.scoreBy('released')
  expect(session.get().rollouts.edits).toEqual({})
  for (const id of ['a', 'b', 'a', 'c']) session.rollouts.pin(id)
  expect(session.get().rollouts.pinned).toEqual(['b', 'c'])
  session.rollouts.sort('total')
  session.rollouts.sort('total')
  expect(session.get().rollouts.sort).toEqual({ column: 'total', down: false })
})

it('remembers right answers that a person typed, and passes over what is odd', async () => {
  const fake = fakeHost()
  const { session, values } = await openSession(fake)
  session.rollouts.setGold('g1', '4')
  session.rollouts.setGold('g2', '5')
  const again = await openSession(fakeHost(), { ...values })
  expect(Object.keys(session.get().rollouts.golds)).toEqual(['g1', 'g2'])
  expect(again.session.get().rollouts.golds).toEqual({ g1: '4', g2: '5' })
  expect((await openSession(fakeHost(), { 'relook-golds': '[1' })).session.get().rollouts.golds).toEqual({})
})

it('leaves for the evaluation and comes back to the same group', async () => {
  const { session } = await area()
  session.rollouts.chooseDump('d1')
  await session.rollouts.openGroup('d1', 1)
  session.view.showArea('evaluation')
  expect(session.get().view.area.type).toBe('evaluation')
  session.view.showArea('rollouts')
  expect(session.get()).toMatchObject({
    view: { area: { type: 'rollouts' } },
    rollouts: { place: { at: 1 } },
  })
})
