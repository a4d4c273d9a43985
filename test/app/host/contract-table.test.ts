/** The whole contract as one table between two sides: what is asked arrives checked, with its defaults, and with nothing more. */
import { describe, expect, test } from 'vitest'
import { hostContract, type Host, type HostImplementation } from '../../../app/host'
import { connect, serve, type Port } from '../../../app/port'
import { must } from '../../builders/must'

type Ability = keyof typeof hostContract

/** Two ends of one channel, in one process. */
function ends(): readonly [Port, Port] {
  const heard: ((message: unknown) => void)[][] = [[], []]
  const end = (own: 0 | 1): Port => ({
    // What goes over a socket is JSON: a value that would not survive it must not pass here either.
    send: (message) => {
      for (const hear of heard[1 - own] ?? []) hear(JSON.parse(JSON.stringify(message)))
    },
    onMessage: (hear) => void must(heard[own]).push(hear),
    onClose: () => undefined,
    close: () => undefined,
  })
  return [end(0), end(1)]
}

/** A host that answers everything with what it was asked. */
function echo(): { readonly host: Host; readonly here: Port; readonly asked: unknown[] } {
  const asked: unknown[] = []
  const answer = (name: Ability) => {
    const call = (input: unknown) => {
      asked.push(input)
      return Promise.resolve(input)
    }
    const stream = async function* (input: unknown) {
      yield await call(input)
    }
    return hostContract[name].kind === 'call' ? call : stream
  }
  const names = Object.keys(hostContract) as Ability[] // the table's own keys
  // Every ability of the table has its function; what it answers with is not looked at.
  const host = Object.fromEntries(names.map((name) => [name, answer(name)])) as unknown as HostImplementation
  const [here, there] = ends()
  serve(hostContract, host, there)
  return { host: connect(hostContract, here), here, asked }
}

describe('what is asked', () => {
  test('arrives with its defaults, also from a side that does not know them', async () => {
    const { host, here, asked } = echo()
    const selection = {
      ...{ branches: 'main', words: 'corrected', verdict: 'any', dev: 0, test: 0, seed: 1 },
      ...{ withTags: [], withoutTags: [] },
    }
    const request = {
      source: { type: 'collection', collection: 'c' },
      writer: 'trl-sft',
      selection,
      rewards: {},
    }
    const input = { request, name: 'set', target: { type: 'folder', path: '/out' } }
    here.send({ t: 'ask', id: 1000, name: 'startExport', input })
    await host.about({})
    expect(asked[0]).toMatchObject({
      request: { source: { query: {} }, rewards: { variant: 'paper' } },
      target: { replace: false },
    })
  })

  test('arrives without what nobody asked for', async () => {
    const { host, asked } = echo()
    const more = { project: 'p', branch: 'b', force: true }
    await host.stop(more)
    expect(asked).toEqual([{ project: 'p', branch: 'b' }])
  })

  test('never arrives where it is wrong, and says of what', async () => {
    const { host, asked } = echo()
    await expect(host.setIdle({ minutes: -1 })).rejects.toMatchObject({
      code: 'bad-input',
      message: '“setIdle” was asked wrongly.',
    })
    const all = async () => {
      for await (const _ of host.follow({ project: '' })) expect(_).toBeUndefined()
    }
    await expect(all()).rejects.toMatchObject({ code: 'bad-input', message: '“follow” was asked wrongly.' })
    expect(asked).toEqual([])
  })

  test('of an ability that is not in the table is denied, whatever objects have by nature', async () => {
    const { host, here } = echo()
    const replies: unknown[] = []
    here.onMessage((message) => void replies.push(message))
    for (const [at, name] of ['constructor', 'toString', '__proto__', 'readFile'].entries())
      here.send({ t: 'ask', id: 1000 + at, name, input: {} })
    await host.about({})
    expect(replies.slice(0, 4)).toMatchObject(
      [0, 1, 2, 3].map(() => ({ t: 'fail', failure: { code: 'denied' } })),
    )
  })
})

describe('the table', () => {
  const entries = Object.entries(hostContract)

  test('has an ability under one name only, each with one question and one way of answering', () => {
    expect(entries.filter(([, ability]) => !['call', 'stream'].includes(ability.kind))).toEqual([])
    expect(entries.filter(([name]) => !/^[a-z][A-Za-z]+$/.test(name))).toEqual([])
  })

  test('takes nothing but an object with names', () => {
    const odd = [null, undefined, 7, 'a', [], [{}]]
    expect(
      entries.flatMap(([name, { input }]) => odd.filter((v) => input.safeParse(v).success).map(() => name)),
    ).toEqual([])
  })

  test('never throws over what a stranger sends', () => {
    const strange = {
      project: Symbol.iterator,
      query: new Map(),
      source: () => 1,
      request: Object.create(null) as object,
    }
    for (const [, { input }] of entries) expect(() => input.safeParse(strange)).not.toThrow()
  })

  test('asks for ids that are there: none of them may be empty', () => {
    const keys = [
      'project',
      'branch',
      'collection',
      'evaluation',
      'export',
      'dump',
      'looks',
      'group',
      'server',
      'download',
    ]
    const empty = Object.fromEntries(keys.map((key) => [key, '']))
    const taken = entries.filter(([, { input }]) => {
      const read = input.safeParse(empty)
      return read.success && Object.values(read.data as object).includes('')
    })
    expect(taken.map(([name]) => name)).toEqual([])
  })

  test('what is followed can be left: streams are what changes by itself', () => {
    const streams = entries.filter(([, ability]) => ability.kind === 'stream').map(([name]) => name)
    expect(streams).toEqual(
      expect.arrayContaining([
        'projects',
        'follow',
        'engine',
        'collections',
        'traces',
        'evaluations',
        'exports',
        'shell',
      ]),
    )
    const calls = entries.filter(([, ability]) => ability.kind === 'call').map(([name]) => name)
    expect(calls).toEqual(
      expect.arrayContaining(['about', 'edit', 'run', 'stop', 'openCollection', 'startExport']),
    )
  })
})
