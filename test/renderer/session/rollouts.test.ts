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
      if (at === 99) throw new Failure('not-found', 'That group is not in the dump any more.')
      if (hold) await new Promise<void>((done) => waiting.push(done))
      return group(at)
    },
  })
  const { session } = await openSession(fake)
  feed.push([dump])
  session.showRollouts(true)
  await settled()
  return { session, asked, feed, waiting, holdBack: () => (hold = true) }
}

it('asks for the pages in view once, and anew when the dump has grown', async () => {
  const { session, asked, feed } = await area()
  session.chooseDump('d1')
  await settled()
  expect(asked).toEqual([{ dump: 'd1', query: {}, offset: 0, limit: 100 }])
  session.showGroups(90, 120)
  session.showGroups(95, 130)
  await settled()
  expect(asked).toHaveLength(2)
  expect(session.get().groupPages[1]?.[0]?.at).toBe(100)
  feed.push([{ ...dump, groups: 260 }])
  await settled()
  expect(asked).toHaveLength(4)
  session.narrowGroups({ step: 3 })
  await settled()
  expect(asked.at(-1)).toEqual({ dump: 'd1', query: { step: 3 }, offset: 0, limit: 100 })
  session.narrowGroups({ step: undefined })
  expect(session.get().groupQuery).toEqual({})
})

it('shows the group that was asked for last, and says why one cannot be opened', async () => {
  const { session, waiting, holdBack } = await area()
  session.chooseDump('d1')
  holdBack()
  void session.openGroup('d1', 1)
  void session.openGroup('d1', 2)
  await settled()
  // The first answer comes last.
  waiting[1]?.()
  await settled()
  waiting[0]?.()
  await settled()
  expect(session.get().openedGroup?.project).toBe('p2')
  expect(session.get().rolloutId).toBe('r2')
  await session.openGroup('d1', 99)
  expect(session.get().notices.rollouts?.message).toBe('That group is not in the dump any more.')
})

it('keeps weights until another variant or Reset, and pins with a limit', async () => {
  const { session } = await area()
  session.editTerm('accuracy', { weight: 2 })
  session.editTerm('accuracy', { cap: 1 })
  expect(session.get().termEdits).toEqual({ accuracy: { weight: 2, cap: 1 } })
  session.scoreBy('released')
  expect(session.get().termEdits).toEqual({})
  for (const id of ['a', 'b', 'a', 'c']) session.pinRollout(id)
  expect(session.get().pinned).toEqual(['b', 'c'])
  session.sortRollouts('total')
  session.sortRollouts('total')
  expect(session.get().rolloutSort).toEqual({ column: 'total', down: false })
})

it('remembers right answers that a person typed, and passes over what is odd', async () => {
  const fake = fakeHost()
  const { session, values } = await openSession(fake)
  session.setGroupGold('g1', '4')
  session.setGroupGold('g2', '5')
  const again = await openSession(fakeHost(), { ...values })
  expect(Object.keys(session.get().golds)).toEqual(['g1', 'g2'])
  expect(again.session.get().golds).toEqual({ g1: '4', g2: '5' })
  expect((await openSession(fakeHost(), { 'relook-golds': '[1' })).session.get().golds).toEqual({})
})

it('leaves for the evaluation and comes back to the same group', async () => {
  const { session } = await area()
  session.chooseDump('d1')
  await session.openGroup('d1', 1)
  session.showEvaluations(true)
  expect(session.get().rolling).toBe(false)
  session.showRollouts(true)
  expect(session.get()).toMatchObject({ rolling: true, evaluating: false, groupPlace: { at: 1 } })
})
