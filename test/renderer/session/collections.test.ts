import { describe, expect, it } from 'vitest'
import { createSession, type Session } from '../../../renderer/session/session'
import { rowAt } from '../../../renderer/session/collections/trace-pages'
import { commandFor } from '../../../renderer/commands'
import { collection, fakeCollections, traceRow, type FakeCollections } from '../fake-collections'
import { memory } from '../fake-host'
import { settled } from '../../builders/wait'

async function opened(count: number, values: Record<string, string> = {}) {
  const its = fakeCollections(count)
  const sent: string[] = []
  const session = createSession({
    host: its.host,
    memory: memory(values),
    upload: async () => 'img',
    uploadBeside: async (_file, place) => {
      sent.push(place.name)
      return place.upload ?? 'up1'
    },
    download: () => undefined,
    schedule: (callback) => queueMicrotask(callback),
  })
  session.start()
  its.collections.push([collection({ count })])
  session.collections.open('c1')
  await settled()
  return { its, session, sent, values }
}

const at = (session: Session) => [
  session.get().collections.row?.row,
  session.get().collections.at,
  session.get().document.id,
]

describe('a file of traces that is opened', () => {
  it('shows its first trace, and the list has it marked', async () => {
    const { session } = await opened(3)
    expect(at(session)).toEqual([0, 0, 'c1-0'])
    expect(session.get().document.project?.title).toBe('c1-0')
    expect(session.get().collections.found).toEqual({ total: 3, done: true })
  })

  it('goes on where one was the last time', async () => {
    const { session } = await opened(300, { 'relook-trace-c1': '250' })
    expect(at(session)).toEqual([250, 250, 'c1-250'])
  })

  it('keeps what was said of the file when its first trace comes', async () => {
    const { its, session } = await opened(0)
    const source = { type: 'dialog' } as const
    await session.collections.relinkPictures(source)
    expect(session.get().notices.at.traces).toBeDefined()
    its.rows = [traceRow(0), traceRow(1)]
    its.changed()
    await settled()
    expect(at(session)).toEqual([0, 0, 'c1-0'])
    expect(session.get().notices.at.traces).toBeDefined()
    await session.collections.next(1)
    expect(session.get().notices.at.traces).toBeUndefined()
  })

  it('says in place why a trace cannot be opened, and offers to try again', async () => {
    const { its, session } = await opened(3)
    its.broken = 1
    await session.collections.next(1)
    const notice = session.get().notices.at.traces
    expect([notice?.message, notice?.action?.title]).toEqual(['The row is gone.', 'Try again'])
    its.broken = undefined
    notice?.action?.perform()
    await settled()
    expect([at(session), session.get().notices.at.traces]).toEqual([[1, 1, 'c1-1'], undefined])
  })

  it('is left by going home, and nothing of it stays', async () => {
    const { its, session } = await opened(3)
    session.document.close()
    const {
      collections: { id: collectionId, row: traceRow, pages: tracePages },
      document: { id: projectId },
    } = session.get()
    expect([collectionId, traceRow, projectId, tracePages]).toEqual([undefined, undefined, undefined, {}])
    expect(its.followed.size).toBe(0)
  })
})

describe('going from trace to trace', () => {
  it('by A and D stops at the ends and says so', async () => {
    const { session } = await opened(2)
    const nowhere = { typing: false, presses: false, moves: false }
    expect(commandFor('D', session.get(), nowhere)?.id).toBe('next-trace')
    await session.collections.next(1)
    expect(at(session)).toEqual([1, 1, 'c1-1'])
    await session.collections.next(1)
    expect([at(session), session.get().notices.announced]).toEqual([
      [1, 1, 'c1-1'],
      'This is the last trace.',
    ])
    await session.collections.next(-1)
    await session.collections.next(-1)
    expect([at(session), session.get().notices.announced]).toEqual([
      [0, 0, 'c1-0'],
      'This is the first trace.',
    ])
  })

  it('keeps what is shown until the next is there: the picture never goes blank', async () => {
    const { session } = await opened(3)
    const seen: (string | undefined)[] = []
    const stop = session.store.subscribe((s) => seen.push(s.document.project?.id))
    await session.collections.next(1)
    await settled()
    stop()
    expect(new Set(seen)).toEqual(new Set(['c1-0', 'c1-1']))
  })

  it('fetches the neighbours ahead, pictures too', async () => {
    const { its, session } = await opened(5)
    expect(its.opened).toEqual([0, 1])
    expect(session.get().collections.nextImages).toEqual(['image-c1-1'])
    await session.collections.next(1)
    await settled()
    expect([...new Set(its.opened)]).toEqual([0, 1, 2])
  })

  it('reaches the ends of a long list', async () => {
    const { session } = await opened(1234)
    await session.collections.end('last')
    await settled()
    expect(at(session)).toEqual([1233, 1233, 'c1-1233'])
    await session.collections.end('first')
    await settled()
    expect(at(session)).toEqual([0, 0, 'c1-0'])
  })
})

describe('narrowing the list', () => {
  it('keeps the open trace open, and finds its new place', async () => {
    const { session } = await opened(10)
    await session.collections.next(1)
    await session.collections.next(1)
    session.collections.narrow({ verdict: 'right' })
    await settled()
    expect([at(session), session.get().collections.found?.total]).toEqual([[2, 1, 'c1-2'], 5])
    await session.collections.next(1)
    // It was fetched ahead when the list changed.
    expect(at(session)).toEqual([4, 2, 'c1-4'])
  })

  it('goes on from a trace that does not match', async () => {
    const { session } = await opened(10)
    await session.collections.next(1)
    session.collections.narrow({ verdict: 'right' })
    await settled()
    expect(at(session)).toEqual([1, undefined, 'c1-1'])
    await session.collections.next(1)
    await settled()
    expect(at(session)).toEqual([2, 1, 'c1-2'])
  })

  it('finds the open trace far down a list that is not loaded', async () => {
    const { session } = await opened(5000)
    await session.collections.end('last')
    session.collections.narrow({ verdict: 'wrong' })
    await settled()
    expect(session.get().collections.at).toBeUndefined()
    session.collections.find()
    await settled()
    expect(session.get().collections.at).toBe(2499)
  })
})

describe('the pages of the list', () => {
  it('are followed while in view only', async () => {
    const { its, session } = await opened(100_000)
    session.collections.show(51_230, 51_260)
    await settled()
    expect([[...its.followed], rowAt(session.get(), 51_230)?.row]).toEqual([[51_200], 51_230])
  })

  it('are not kept for ever', async () => {
    const { session } = await opened(6000)
    for (let first = 0; first < 6000; first += 100) {
      session.collections.show(first, first + 20)
      await settled()
    }
    expect(Object.keys(session.get().collections.pages).length).toBeLessThan(50)
  })

  it('take in what changes, row by row', async () => {
    const { its, session } = await opened(3)
    const before = rowAt(session.get(), 0)
    its.rows = its.rows.map((r) => (r.row === 1 ? { ...r, review: 'accepted' } : r))
    its.changed()
    await settled()
    expect([rowAt(session.get(), 0) === before, rowAt(session.get(), 1)?.review]).toEqual([true, 'accepted'])
  })
})

describe('reading it otherwise', () => {
  const calls = (its: FakeCollections, name: string) =>
    its.calls.filter((c) => c.name === name).map((c) => c.input)

  it('for all keeps what else was chosen, and shows the trace anew', async () => {
    const { its, session } = await opened(3)
    const before = its.opened.length
    await session.collections.setReading({ space: 'image' })
    await settled()
    expect(calls(its, 'setReading')).toEqual([{ collection: 'c1', space: 'image', order: 'xyxy' }])
    expect(its.opened.slice(before)[0]).toBe(0)
  })

  it('in another format lets language and space be found anew', async () => {
    const { its, session } = await opened(3)
    await session.collections.setReading({ format: 'openai' })
    await session.collections.setReading(undefined)
    expect(calls(its, 'setReading')).toEqual([{ collection: 'c1', format: 'openai' }, { collection: 'c1' }])
  })

  it('for one trace is an edit of it', async () => {
    const { its, session } = await opened(3)
    const edits: unknown[] = []
    Object.assign(its.host, { edit: async (input: unknown) => void edits.push(input) })
    await session.collections.readTrace({ space: 'per-mille', order: 'xyxy' })
    await session.collections.readTrace(null)
    expect(edits).toEqual([
      { project: 'c1-0', change: { type: 'respace', space: 'per-mille', order: 'xyxy' } },
      { project: 'c1-0', change: { type: 'respace', space: null } },
    ])
  })
})

describe('files dropped on the window', () => {
  const placed = (path: string, type = '') => ({
    file: new File(['x'], path.split('/').at(-1) ?? '', { type }),
    path,
  })

  it('are a file of traces with what lies beside it', async () => {
    const { its, session, sent } = await opened(1)
    await session.files.bring([placed('set/images/1.jpg', 'image/jpeg'), placed('set/traces.jsonl')])
    expect(sent).toEqual(['set/traces.jsonl', 'set/images/1.jpg'])
    expect(its.calls.at(-1)).toEqual({ name: 'openCollection', input: { type: 'upload', upload: 'up1' } })
  })

  it('that are pictures are for the traces that miss them', async () => {
    const { its, session } = await opened(1)
    its.collections.push([collection({ missing: 3 })])
    await settled()
    await session.files.bring([placed('1.jpg', 'image/jpeg')])
    expect(its.calls.at(-1)?.name).toBe('relinkPictures')
    expect(session.get().notices.at.traces?.message).toBe('Found 2 images; 1 still missing.')
  })

  it('that are many pictures and nothing else are asked about', async () => {
    const { session } = await opened(1)
    session.document.close()
    await session.files.bring([placed('1.jpg', 'image/jpeg'), placed('2.jpg', 'image/jpeg')])
    expect(session.get().notices.at.import?.message).toContain('These are 2 images')
  })
})
