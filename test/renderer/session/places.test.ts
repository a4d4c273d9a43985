/** Places as addresses, and what is opened by one. */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { createSession } from '../../../renderer/session/session'
import {
  fragmentOf,
  isFarther,
  placeIn,
  sessionPlaceOf,
  type SessionPlace,
} from '../../../renderer/session/places/place'
import { fakeCollections } from '../fake-collections'
import { until } from '../../builders/wait'

const word = fc.string({ minLength: 1, maxLength: 20 })
const maybe = <T>(name: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((v) => (v === undefined ? {} : { [name]: v }))
const together = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as object)
const places = fc
  .oneof(
    fc.constant({ type: 'home' }),
    together(
      fc.constant({ type: 'trace' }),
      word.map((project) => ({ project })),
      maybe('branch', word),
      maybe('step', word),
      maybe('beside', word),
      maybe('reviewing', fc.constant(true)),
    ),
    together(
      fc.constant({ type: 'trace' }),
      word.map((file) => ({ file })),
      maybe('project', word),
      maybe('step', word),
    ),
    together(
      fc.constant({ type: 'evaluation' }),
      fc.array(word, { maxLength: 4 }).map((runs) => ({ runs })),
      maybe('item', word),
    ),
    together(
      fc.constant({ type: 'rollouts' }),
      fc.oneof(
        fc.constant({}),
        word.map((dump) => ({ dump })),
        fc.tuple(word, fc.nat(1e6)).map(([dump, at]) => ({ dump, at })),
        fc.tuple(word, word).map(([project, group]) => ({ project, group })),
      ),
    ),
  )
  .chain((place) =>
    maybe('dialog', fc.constantFrom('export', 'servers', 'models', 'shortcuts')).map(
      (d) => ({ ...place, ...d }) as SessionPlace,
    ),
  )

describe('a place', () => {
  test('is read back from its address, whatever its names hold', () => {
    fc.assert(
      fc.property(places, (place) => {
        expect(placeIn(fragmentOf(place))).toEqual(place)
      }),
    )
  })

  test('is none for other fragments, and nothing throws', () => {
    expect(['#top', '#/nowhere', '#/project', '#/project/%', '#token=a'].map(placeIn)).toEqual(
      Array(5).fill(undefined),
    )
    fc.assert(fc.property(fc.string(), (text) => void placeIn(`#${text}`)))
  })

  test('that only says more of another is no step back; a dialog, a comparison and another trace are', () => {
    const file: SessionPlace = { type: 'trace', file: 'c' }
    const one: SessionPlace = { ...file, project: 'a' }
    const farther: readonly (readonly [SessionPlace, SessionPlace])[] = [
      [{ type: 'home' }, file],
      [one, { ...file, project: 'b' }],
      [
        { ...one, branch: 'x' },
        { ...one, branch: 'y' },
      ],
      [one, { ...one, beside: 'y' }],
      [one, { ...one, dialog: 'export' }],
      [{ ...one, dialog: 'export' }, one],
      [
        { type: 'evaluation', runs: ['r'] },
        { type: 'evaluation', runs: ['r'], item: '7' },
      ],
    ]
    expect(farther.map(([a, b]) => isFarther(a, b))).toEqual(farther.map(() => true))
    const same: readonly (readonly [SessionPlace, SessionPlace])[] = [
      [file, one],
      [one, { ...one, branch: 'x' }],
      [
        { ...one, step: 's1' },
        { ...one, step: 's2' },
      ],
      [one, one],
    ]
    expect(same.map(([a, b]) => isFarther(a, b))).toEqual(same.map(() => false))
  })
})

describe('going to a place', () => {
  const memory = { getItem: () => null, setItem: () => undefined }
  const start = (count: number) => {
    const its = fakeCollections(count)
    const nothing = async () => ''
    const session = createSession({
      host: its.host,
      memory,
      upload: nothing,
      uploadBeside: nothing,
      download: () => undefined,
      schedule: (run) => run(),
    })
    session.start()
    return { its, session }
  }

  test('opens the file at the trace, and not at its first', async () => {
    const { its, session } = start(5)
    const place: SessionPlace = { type: 'trace', file: 'c1', project: 'c1-3' }
    await session.places.go(place)
    expect(sessionPlaceOf(session.get())).toMatchObject(place)
    expect(its.opened).toEqual([3])
  })

  test('goes from trace to trace of the open file, back to the home page, and on to a run', async () => {
    const { its, session } = start(5)
    await session.places.go({ type: 'trace', file: 'c1', project: 'c1-3' })
    await session.places.go({ type: 'trace', file: 'c1', project: 'c1-1' })
    expect(its.opened).toEqual([3, 1])
    await session.places.go({ type: 'home' })
    expect(sessionPlaceOf(session.get())).toEqual({ type: 'home' })
    await session.places.go({ type: 'evaluation', runs: ['r1', 'r2'], item: '7' })
    // The host has no such runs.
    expect(sessionPlaceOf(session.get())).toEqual({ type: 'evaluation', runs: [], item: '7' })
  })

  test('a trace that is no longer in the file: the file is open at another', async () => {
    const { its, session } = start(2)
    await session.places.go({ type: 'trace', file: 'c1', project: 'c1-9' })
    await until(() => its.opened.length > 0, 'a trace')
    expect(sessionPlaceOf(session.get())).toMatchObject({ type: 'trace', file: 'c1', project: 'c1-0' })
  })

  test('the second of two overtakes the first', async () => {
    const { session } = start(5)
    const first = session.places.go({ type: 'trace', file: 'c1', project: 'c1-3' })
    const second = session.places.go({ type: 'home' })
    await Promise.all([first, second])
    expect(sessionPlaceOf(session.get())).toEqual({ type: 'home' })
    expect(session.places.isGoing()).toBe(false)
  })
})
