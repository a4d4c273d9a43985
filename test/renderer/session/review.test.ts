import { describe, expect, it, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import type { Change } from '../../../app/trace/change'
import type { ProjectSummary } from '../../../app/trace/project'
import { blankReview, type ReviewMark } from '../../../app/trace/review'
import { commandFor } from '../../../renderer/commands'
import { createActiveTime } from '../../../renderer/session/review/active-time'
import { sourceOffset } from '../../../renderer/session/editing/caret'
import { inQueue } from '../../../renderer/session/review/review-queue'
import { changedRows } from '../../../renderer/session/review/review-rows'
import { selectedRows } from '../../../renderer/session/document/rows'
import type { State } from '../../../renderer/session/state'
import { fakeHost, openSession, settled } from '../fake-host'
import { mergedText } from '../../../renderer/words/review'

const calm = { typing: false, presses: false, moves: false }
const typing = { ...calm, typing: true }

async function reviewing() {
  const fake = fakeHost()
  const { session, values } = await openSession(fake, { 'relook-annotator': 'Ada' })
  session.review.start()
  session.review.arrive()
  await settled()
  return { fake, session, values }
}

describe('keys of review mode', () => {
  test('count before those of the window, and only in review mode', async () => {
    const { session } = await reviewing()
    const meant = (chord: string) => commandFor(chord, session.get(), calm)?.id
    expect(['A', 'F', 'Space', 'R', 'Mod+Enter', 'Mod+Z', 'Alt+ArrowUp'].map(meant)).toEqual([
      'accept',
      'flag',
      'skip',
      'redraw-region',
      'accept-next',
      'review-undo',
      'step-up',
    ])
    session.review.stop()
    expect(meant('F')).toBe('fit')
    expect(meant('Space')).toBe('play')
  })

  test('are dead while one types, but for those that are meant for it', async () => {
    const { session } = await reviewing()
    const meant = (chord: string) => commandFor(chord, session.get(), typing)?.id
    for (const chord of ['A', 'X', 'S', 'F', 'N', 'B', '1', 'Delete', 'Space'])
      expect(meant(chord)).toBeUndefined()
    expect(meant('Mod+Enter')).toBe('accept-next')
  })

  test('mean nothing on the way to the next trace, not even what the window would make of them', async () => {
    const { session } = await reviewing()
    const travelling = (s: State): State => ({ ...s, review: { ...s.review, travelling: true } })
    const meant = (chord: string) => commandFor(chord, travelling(session.get()), calm)?.id
    expect(['A', 'F', 'Space', 'Mod+Enter'].map(meant)).toEqual([undefined, undefined, undefined, undefined])
    expect(meant('Mod+Z')).toBe('review-undo')
  })

  test('wait for a name', async () => {
    const { session } = await openSession(fakeHost())
    session.review.start()
    expect(commandFor('A', session.get(), calm)?.id).not.toBe('accept')
    session.review.setAnnotator('  Ada  ')
    expect(session.get().review.annotator).toBe('Ada')
    expect(commandFor('A', session.get(), calm)?.id).toBe('accept')
  })
})

describe('deciding', () => {
  it('writes who, what and when, and keeps tags', async () => {
    const { fake, session } = await reviewing()
    session.review.toggleTag('format')
    await settled()
    await session.review.decide('rejected')
    await settled()
    expect(fake.project.reviews['main/Ada']).toMatchObject({
      by: 'Ada',
      verdict: 'rejected',
      tags: ['format'],
    })
    expect(session.get().review.decided).toBe(1)
    expect(session.get().notices.at.step?.message).toMatch(/queue is empty/)
  })

  it('decides once, however fast the key is pressed again', async () => {
    const { fake, session } = await reviewing()
    await Promise.all([session.review.decide('accepted'), session.review.decide('rejected')])
    await settled()
    expect(fake.project.reviews['main/Ada']?.verdict).toBe('accepted')
    expect(session.get().review).toMatchObject({ decided: 1, travelling: false })
  })

  it('hands in what was still being typed', async () => {
    const { fake, session } = await reviewing()
    session.writing.start('t2')
    session.writing.type('It reads 8.')
    await session.review.decide('accepted')
    await settled()
    expect(fake.edits.map((e) => e.type)).toEqual(['drafted', 'reviewed'])
  })

  it('says what could not be kept, with the way to try again', async () => {
    const { fake, session } = await reviewing()
    const { Failure } = await import('../../../app/failure')
    fake.failEdit = new Failure('disk-full', 'The disk is full.')
    session.review.toggleTag('format')
    await settled()
    expect(session.get().notices.at.step?.message).toBe('The disk is full.')
    session.get().notices.at.step?.action?.perform()
    await settled()
    expect(fake.project.reviews['main/Ada']?.tags).toEqual(['format'])
  })

  it('says how good single steps are and goes on; the same once more takes it back', async () => {
    const { fake, session } = await reviewing()
    const steps = () => fake.project.reviews['main/Ada']?.steps
    session.selection.step('t1')
    session.review.rateStep('good')
    expect(session.get().selection.step).toBe('l1')
    session.review.rateStep('bad')
    // The crop belongs to its look.
    expect(session.get().selection.step).toBe('t2')
    await settled()
    expect(steps()).toEqual({ t1: 'good', l1: 'bad' })
    session.selection.step('l1')
    session.review.rateStep('bad')
    await settled()
    expect(steps()).toEqual({ t1: 'good' })
    expect(session.get().selection.step).toBe('l1')
    await session.review.undo()
    await settled()
    expect(steps()).toEqual({ t1: 'good', l1: 'bad' })
  })

  it('knows which looks one has corrected oneself, and by which day time was spent', async () => {
    const { fake, session } = await reviewing()
    // Another annotator's correction is theirs.
    fake.change({ type: 'drafted', key: 't1', draft: { type: 'removed' }, by: 'Bo' })
    session.selection.take('l1')
    session.regions.nudge(5, 0)
    await session.review.decide('accepted')
    await settled()
    expect(fake.project.reviews['main/Ada']?.looks).toEqual(['l1'])
    const { spent, days = {} } = fake.project.reviews['main/Ada'] ?? blankReview('', 0)
    expect(Object.values(days).reduce((sum, ms) => sum + ms, 0)).toBe(spent)
    // Back where the model had it: nothing of the correction stands.
    await session.regions.draft('l1', box(30, 60, 331, 361))
    await settled()
    session.review.toggleTag('format')
    await settled()
    expect(fake.project.reviews['main/Ada']?.looks).toEqual([])
  })

  it('builds on what was sent before, also where the host answers before it tells of it', async () => {
    const { fake, session } = await reviewing()
    const sent: Change[] = []
    Object.assign(fake.host, { edit: async ({ change }: { change: Change }) => void sent.push(change) })
    session.review.toggleTag('format')
    await settled()
    session.review.toggleTag('hallucination')
    await settled()
    expect(sent.at(-1)).toMatchObject({ review: { tags: ['format', 'hallucination'] } })
    for (const change of sent) fake.change(change)
    await settled()
    expect(session.get().review.sent).toEqual([])
    expect(fake.project.reviews['main/Ada']?.tags).toEqual(['format', 'hallucination'])
  })

  it('settles a disagreement by keeping one’s own or taking the other’s', async () => {
    const { fake, session } = await reviewing()
    const bo = { ...blankReview('Bo', 3), verdict: 'rejected' as const, tags: ['format'] }
    fake.change({ type: 'reviews-merged', reviews: { 'main/Bo': bo } })
    await settled()
    await session.review.settleWith(bo, 'mine')
    expect(fake.project.reviews['main/Ada']).toMatchObject({ settles: ['Bo'], tags: [] })
    await settled()
    await session.review.settleWith(bo, 'theirs')
    expect(fake.project.reviews['main/Ada']).toMatchObject({
      verdict: 'rejected',
      tags: ['format'],
      settles: ['Bo'],
    })
  })

  it('settles it by a key, which means nothing where nobody differs or it is settled', async () => {
    const { fake, session } = await reviewing()
    const meant = (chord: string) => commandFor(chord, session.get(), calm)
    expect(meant('Shift+U')).toBeUndefined()
    const ada = { ...blankReview('Ada', 2), verdict: 'accepted' as const }
    const bo = { ...blankReview('Bo', 3), verdict: 'rejected' as const }
    fake.change({ type: 'reviews-merged', reviews: { 'main/Ada': ada, 'main/Bo': bo } })
    await settled()
    expect([meant('Shift+K')?.id, meant('Shift+U')?.id]).toEqual(['keep-mine', 'use-theirs'])
    meant('Shift+U')?.perform(session)
    await settled()
    expect(fake.project.reviews['main/Ada']).toMatchObject({ verdict: 'rejected', settles: ['Bo'] })
    expect(meant('Shift+U')).toBeUndefined()
  })
})

describe('correcting', () => {
  it('inserts a thought as one undo, and nothing where nothing was written', async () => {
    const { fake, session } = await reviewing()
    session.selection.step('t1')
    session.writing.insertThought()
    session.writing.type('A thought.')
    await session.writing.keep()
    await settled()
    expect(fake.edits).toHaveLength(1)
    expect(changedRows(selectedRows(session.get())).map((r) => [r.type, r.added])).toEqual([
      ['thought', true],
    ])
    session.writing.insertThought()
    await session.writing.keep()
    expect(fake.edits).toHaveLength(1)
  })

  it('draws a box by four points: one can be taken back, all of them dropped', async () => {
    const { fake, session } = await reviewing()
    session.selection.step('l1')
    const press = (chord: string) => commandFor(chord, session.get(), calm)?.perform(session)
    press('Shift+R')
    expect(session.get().editing).toMatchObject({ tool: 'extreme', drawing: 'region', points: [] })
    const points = [
      { x: 200, y: 50 },
      { x: 100, y: 90 },
      { x: 999, y: 999 },
    ]
    for (const at of points) await session.regions.addPoint(at)
    press('Mod+Z')
    expect(session.get().editing.points).toHaveLength(2)
    press('Escape')
    expect(session.get().editing).toMatchObject({ tool: 'select', points: [] })
    // With G the points are those of the right place.
    press('G')
    press('Shift+R')
    for (const at of [...points.slice(0, 2), { x: 210, y: 150 }, { x: 300, y: 80 }])
      await session.regions.addPoint(at)
    await settled()
    expect(fake.project.reviews['main/Ada']?.goldBoxes).toEqual([box(100, 50, 301, 151)])
    expect(session.get().editing).toMatchObject({ tool: 'select', points: [] })
    expect(fake.project.drafts).toEqual({})
  })

  it('draws a gold box, a new look or another place for the look, as it was asked', async () => {
    const { fake, session } = await reviewing()
    session.regions.startDrawing('gold')
    await session.regions.drawn(box(1.4, 1.4, 20, 20))
    expect(fake.project.reviews['main/Ada']?.goldBoxes).toEqual([box(1, 1, 20, 20)])
    await settled()
    session.regions.startDrawing('region')
    expect(session.get().selection.step).toBe('l1')
    await session.regions.drawn(box(50, 50, 90, 90))
    expect(fake.project.drafts['l1']).toEqual({ type: 'region', region: box(50, 50, 90, 90) })
    await settled()
    session.regions.startDrawing('look')
    await session.regions.drawn(box(5, 5, 40, 40))
    expect(Object.values(fake.project.drafts).map((d) => d.type)).toEqual(['region', 'look'])
  })

  it('begins an answer where the trace has none', async () => {
    const { fake, session } = await reviewing()
    session.writing.answer()
    expect(session.get().editing.writing?.id).toBe('a1')
    session.writing.type('8')
    await session.writing.keep()
    expect(fake.project.drafts['a1']).toEqual({ type: 'text', text: '8' })
  })
})

test('time counts only while the person is at it', () => {
  let now = 0
  const time = createActiveTime(() => now)
  const after = (ms: number, act: () => void) => {
    now += ms
    act()
  }
  time.sign()
  after(5_000, time.sign)
  after(10_000, time.away)
  after(600_000, time.sign) // away: not counted
  after(2_000, time.sign)
  after(300_000, time.sign) // idle: not counted
  expect(time.take()).toBe(17_000)
  expect(time.take()).toBe(0)
})

test('a queue is what this annotator has not decided, or what the two differ about', () => {
  const mark = (by: string, verdict?: ReviewMark['verdict']): ReviewMark => ({
    by,
    tags: [],
    at: 1,
    spent: 0,
    ...(verdict === undefined ? {} : { verdict }),
  })
  const summary = (reviews: readonly ReviewMark[], disagree = false) =>
    ({ reviews, disagree }) as unknown as ProjectSummary
  expect(inQueue(summary([mark('Bo', 'accepted')]), 'unreviewed', 'Ada')).toBe(true)
  expect(inQueue(summary([mark('Ada')]), 'unreviewed', 'Ada')).toBe(true)
  expect(inQueue(summary([mark('Ada', 'flagged')]), 'unreviewed', 'Ada')).toBe(false)
  expect(inQueue(summary([mark('Ada', 'flagged')]), 'flagged', 'Ada')).toBe(true)
  expect(inQueue(summary([], true), 'disagreed', 'Ada')).toBe(true)
})

test('a place in shown words is found in their source', () => {
  const cut = (source: string, shown: string) => source.slice(0, sourceOffset(source, shown))
  expect(cut('One two. Three', 'One two.')).toBe('One two.')
  expect(cut('A **bold** word here', 'A bold')).toBe('A **bold**')
  expect(cut('short', '')).toBe('')
  expect(cut('“Ja,” sagt 7 Mal.', '“Ja,”')).toBe('“Ja,”')
})

test('what a merge brought is said in a sentence', () => {
  const none = { traces: 1, reviews: 1, corrections: 0, disagreements: 0, same: 0, unknown: 0, issues: [] }
  expect(mergedText(none)).toBe('Merged into 1 trace.')
  expect(
    mergedText({
      ...none,
      traces: 2,
      corrections: 1,
      disagreements: 2,
      unknown: 1,
      issues: [{ message: 'x' }],
    }),
  ).toBe(
    'Merged into 2 traces, 1 correction, 2 disagreements, 1 trace is not here (open the file it comes from first), 1 invalid row.',
  )
  expect(mergedText({ ...none, traces: 0, same: 3 })).toBe('Nothing was merged, 3 traces bring nothing new.')
})
