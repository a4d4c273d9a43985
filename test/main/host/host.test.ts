import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../../../app/failure'
import { box } from '../../../app/geometry/box'
import type { ProjectEvent } from '../../../app/host'
import type { GenerateEvent, Model } from '../../../app/reasoning/model'
import type { Change } from '../../../app/trace/change'
import { replay } from '../../../app/trace/replay'
import { defaultSettings, stepsOf, type Branch, type Project } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import type { Services } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { info, sayingModel } from '../../builders/model'
import { allEnded, folded, follow, never, newProject, servicesWith } from '../../builders/services'
import { pace, until, yielding } from '../../builders/wait'

const looks = ['<think>The total. {"bbox_2d": [10, 20, 110, 120]}', 'It reads 7.</think><answer>7</answer>']
const again = 'No, 9.</think><answer>9</answer>'

let folder: string
let services: Services
let project: string
let model: ReturnType<typeof sayingModel>

async function open(...models: readonly Model[]): Promise<void> {
  services = await servicesWith(folder, ...models)
  project = await newProject(services)
}

beforeEach(async () => {
  folder = testFolder()
  model = sayingModel([...looks, again])
})
afterEach(() => services.close())

const run = (more: object = {}) =>
  services.host.run(
    { project, question: 'What is the total?', model: 'm', settings: defaultSettings, ...more },
    never,
  )
const ended = () => follow(services.host, project, allEnded)
const journal = (): Change[] =>
  readFileSync(join(folder, 'projects', project, 'journal.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Change)
const branchAt = (state: Project, at: number): Branch => {
  const found = state.branches.at(at)
  if (found === undefined) throw new Error(`no branch ${at}`)
  return found
}

describe('a run', () => {
  test('brings thought, look, crop and answer to its followers, and to the disk', async () => {
    await open(model)
    const { branch } = await run()
    const state = await ended()
    expect(stepsOf(state, branchAt(state, 0)).map((s) => s.type)).toEqual([
      'thought',
      'look',
      'observation',
      'thought',
      'answer',
    ])
    expect(branchAt(state, 0)).toMatchObject({ id: branch, run: { reason: 'answered' }, open: { text: '' } })
    expect(replay(journal())).toEqual(state)
  })

  test('has its branch in the journal before the model is asked', async () => {
    const seen: string[] = []
    const watching: Model = {
      ...model,
      generate: (request, signal) => {
        seen.push(...journal().map((c) => c.type))
        return model.generate(request, signal)
      },
    }
    await open(watching)
    await run()
    await ended()
    expect(seen.slice(0, 3)).toEqual(['project-created', 'branch-added', 'run-started'])
  })

  test('shows a look before the crop is asked about', async () => {
    const order: string[] = []
    const watching: Model = {
      ...model,
      generate: (request, signal) => {
        order.push(`asked with ${request.messages.length} messages`)
        return model.generate(request, signal)
      },
    }
    await open(watching)
    await run()
    const state = await ended()
    const types = journal().map((c) => (c.type === 'run-phase' ? c.phase.name : c.type))
    const look = types.indexOf('steps-added')
    expect(types.slice(look + 1)).toContain('decode')
    expect(types.slice(0, look)).toContain('streamed')
    expect(order).toEqual(['asked with 1 messages', 'asked with 2 messages'])
    expect(state.branches).toHaveLength(1)
  })

  test('stops when told, keeps what was streamed, and says so', async () => {
    await open(endless())
    const { branch } = await run()
    await follow(services.host, project, (p) => branchAt(p, 0).open.text.length > 20)
    await services.host.stop({ project, branch }, never)
    const state = replay(journal()) as Project
    expect(branchAt(state, 0).run).toMatchObject({ type: 'ended', reason: 'stopped' })
    expect(branchAt(state, 0).open.text).toMatch(/^(word )+$/)
  })

  test('that fails keeps everything and says why', async () => {
    const dying: Model = {
      ...model,
      generate: async function* (): AsyncGenerator<GenerateEvent> {
        yield { type: 'token', token: { id: 1, text: 'I was' } }
        throw new Failure('engine-died', 'The inference process stopped (signal SIGABRT).')
      },
    }
    await open(dying)
    await run()
    const state = await ended()
    expect(branchAt(state, 0)).toMatchObject({
      open: { text: 'I was' },
      run: { reason: 'failed', failure: { code: 'engine-died' } },
    })
  })

  test('goes on when nobody watches', async () => {
    await open(model)
    await run()
    await expect.poll(() => journal().some((c) => c.type === 'run-ended')).toBe(true)
  })

  test('ends as stopped when the app closes, not as cut off', async () => {
    await open(endless())
    await run()
    await follow(services.host, project, (p) => branchAt(p, 0).open.text.length > 5)
    await services.close()
    const state = replay(journal()) as Project
    expect(branchAt(state, 0).run).toMatchObject({ reason: 'stopped' })
    services = await servicesWith(folder, model)
  })

  test.each([
    [{ model: 'nope' }, 'not-found'],
    [{ project: 'nope' }, 'not-found'],
    [{ from: { branch: 'nope' } }, 'not-found'],
  ])('of something that is not there (%o) is refused', async (more, code) => {
    await open(model)
    await expect(run(more)).rejects.toMatchObject({ code })
    expect(journal()).toHaveLength(1)
  })

  test('shares the engine with another, segment by segment', async () => {
    let go: () => void = () => undefined
    const bothAsked = new Promise<void>((resolve) => (go = resolve))
    const order: string[] = []
    const logging: Model = {
      ...model,
      generate: async function* (request) {
        const question = request.messages[0]?.parts.map((p) => (p.type === 'text' ? p.text[0] : '')).join('')
        order.push(question ?? '')
        const text = order.length > 2 ? '<answer>7</answer>' : (looks[0] as string)
        await bothAsked
        yield { type: 'token', token: { id: order.length, text } }
        yield { type: 'end', reason: 'stop', timings: zero }
      },
    }
    await open(logging)
    const first = project
    const second = await newProject(services)
    await run({ question: 'a' })
    project = second
    await run({ question: 'b' })
    // The second waits in the queue now: its phase is in its journal.
    await until(() => journal().some((c) => c.type === 'run-phase' && c.phase.name === 'queue'), 'the queue')
    go()
    await follow(services.host, first, allEnded)
    await ended()
    expect(order.join('')).toBe('abab')
  })
})

describe('a re-run', () => {
  async function finishedRun(): Promise<Project> {
    await open(model)
    await run()
    return ended()
  }

  test('from a moved region keeps the original, makes the crop anew and says what is new', async () => {
    const before = await finishedRun()
    const original = branchAt(before, 0)
    const [, look, seen] = stepsOf(before, original)
    if (look?.type !== 'look' || seen === undefined) throw new Error('no look')
    const region = box<'image'>(300, 300, 420, 400)
    await services.host.edit(
      { project, change: { type: 'drafted', key: look.id, draft: { type: 'region', region } } },
      never,
    )
    await run({ from: { branch: original.id, step: look.id } })
    const after = await ended()
    const fork = branchAt(after, 1)
    expect(branchAt(after, 0)).toEqual(original)
    expect(fork).toMatchObject({ name: 'moved region 1', fork: { branch: original.id, step: look.id } })
    expect(fork.path[0]).toBe(original.path[0])
    expect(after.drafts).toEqual({})
    expect(stepsOf(after, fork).map((s) => [s.type, s.author.type])).toEqual([
      ['thought', 'model'],
      ['look', 'person'],
      ['observation', 'person'],
      ['thought', 'model'],
      ['answer', 'model'],
    ])
    // The model saw the image smaller: the crop is that of the numbers it can be asked with, which hold what was drawn.
    const held = { left: 299, top: 299, right: 421, bottom: 400 }
    expect(stepsOf(after, fork)[1]).toMatchObject({ region: held, replaces: look.id })
  })

  test('sends the same prefix, token for token', async () => {
    const before = await finishedRun()
    const original = branchAt(before, 0)
    await run({ from: { branch: original.id, step: original.path[2] } })
    await ended()
    expect(model.asked[2]?.messages).toEqual(model.asked[1]?.messages)
  })

  test('is offered what the branch it leaves wrote from there on, and a first run nothing', async () => {
    const before = await finishedRun()
    const original = branchAt(before, 0)
    const steps = stepsOf(before, original)
    // What begins a step may be the rest of a token that the step before it has, and is offered once.
    const idsIn = (some: readonly Step[]) =>
      some.flatMap((s) =>
        (s.tokens ?? []).filter((t) => t.cut === undefined || t.cut === 'end').map((t) => t.id),
      )
    const idsOf = (types: readonly string[]) => idsIn(steps.filter((s) => types.includes(s.type)))
    const behind = idsIn(steps.slice(3))
    await run({ from: { branch: original.id, step: original.path[1] } })
    await ended()
    expect(model.asked[0]?.drafts).toEqual([])
    expect(behind.length).toBeGreaterThan(4)
    expect(model.asked[2]?.drafts).toEqual([behind])
    await run({ from: { branch: original.id } })
    await ended()
    const [first, second] = model.asked[3]?.drafts as readonly (readonly number[])[]
    expect(first).toEqual(idsOf(['thought', 'look']).slice(0, first?.length))
    expect(second).toEqual(behind)
  })

  test('with another seed is called so; names never repeat', async () => {
    await finishedRun()
    for (let i = 0; i < 2; i++) {
      await run({ settings: { ...defaultSettings, seed: 7 } })
      await ended()
    }
    await run({ settings: { ...defaultSettings, seed: 7 }, name: 'mine' })
    const names = (await ended()).branches.map((b) => b.name)
    expect(names).toEqual(['first run', 'seed 7', 'seed 7 (2)', 'mine'])
    expect(new Set(names).size).toBe(names.length)
  })

  test('by another model takes the words, not the tokens', async () => {
    const other = { ...sayingModel([again]), info: { ...info, id: 'other', name: 'Other' } }
    await open(model, other)
    await run()
    const original = branchAt(await ended(), 0)
    await run({ model: 'other', from: { branch: original.id, step: original.path[2] } })
    const state = await ended()
    expect(branchAt(state, 1).name).toBe('Other from step 3')
    expect(
      stepsOf(state, branchAt(state, 1))
        .slice(0, 3)
        .map((s) => s.tokens),
    ).toEqual([undefined, undefined, undefined])
    expect(
      stepsOf(state, original)
        .map((s) => s.raw)
        .slice(0, 3),
    ).toEqual(
      stepsOf(state, branchAt(state, 1))
        .map((s) => s.raw)
        .slice(0, 3),
    )
  })
})

describe('following', () => {
  test('has no gap and no repetition, whenever it begins', async () => {
    await open(model)
    await run()
    const followers = Array.from({ length: 20 }, async (_, i) => {
      for (let turn = 0; turn < i; turn++) await yielding()
      return ended()
    })
    const states = await Promise.all(followers)
    const truth = replay(journal())
    for (const state of states) expect(state).toEqual(truth)
  })

  test('ends when the project is deleted, and its run with it', async () => {
    await open(endless())
    await run()
    let last: Project | undefined
    const watching = (async () => {
      for await (const event of services.host.follow({ project }, never)) last = folded(last, event)
    })()
    await follow(services.host, project, (p) => branchAt(p, 0).open.text !== '')
    await services.host.deleteProject({ project }, never)
    await watching
    expect(last?.branches[0]?.run).toMatchObject({ reason: 'stopped' })
    await services.host.restoreProject({ project }, never)
    expect((await follow(services.host, project, allEnded)).branches).toHaveLength(1)
  })

  test('stops when the follower leaves', async () => {
    await open(model)
    const controller = new AbortController()
    const events: ProjectEvent[] = []
    const watching = (async () => {
      for await (const event of services.host.follow({ project }, controller.signal)) events.push(event)
    })()
    await expect.poll(() => events.length).toBe(1)
    controller.abort()
    await watching
    await services.host.edit({ project, change: { type: 'project-renamed', title: 'x' } }, never)
    expect(events).toHaveLength(1)
  })
})

describe('an edit', () => {
  test('is on the disk when it is acknowledged, and undone after a restart', async () => {
    await open(model)
    await run()
    const [thought] = stepsOf(await ended(), branchAt(await ended(), 0))
    const key = thought?.id ?? ''
    await services.host.edit(
      { project, change: { type: 'drafted', key, draft: { type: 'text', text: 'Hm.' } } },
      never,
    )
    expect(journal().at(-1)).toMatchObject({ type: 'drafted' })
    await services.close()
    services = await servicesWith(folder, model)
    expect((await ended()).drafts).toEqual({ [key]: { type: 'text', text: 'Hm.' } })
    await services.host.edit({ project, change: { type: 'undone' } }, never)
    expect((await ended()).drafts).toEqual({})
  })

  test.each([
    { type: 'branch-starred', branch: 'nope', star: true } as const,
    { type: 'drafted', key: 'nope', draft: { type: 'text', text: 'x' } } as const,
  ])('of something that is not there is refused (%o)', async (change) => {
    await open(model)
    await expect(services.host.edit({ project, change }, never)).rejects.toMatchObject({ code: 'not-found' })
    expect(journal()).toHaveLength(1)
  })
})

test('the prompt of a step is what stood before it', async () => {
  const asked: unknown[] = []
  await open({ ...model, prompt: async (messages) => (asked.push(messages), []) })
  await run()
  const branch = branchAt(await ended(), 0)
  await services.host.prompt({ project, branch: branch.id, step: branch.path[3] }, never)
  expect(asked).toEqual([model.asked[1]?.messages])
})

test('a region is shown as the model would see it, or not at all', async () => {
  await open(model)
  const at = (region: object) => services.host.view({ project, model: 'm', region } as never, never)
  expect(await at(box(0, 0, 100, 100))).toMatchObject({ crop: { right: 100 }, filter: 'lanczos' })
  expect(await at(box(5000, 5000, 5100, 5100))).toBeNull()
})

test('files of the machine cannot be opened by name through the server', async () => {
  await open(model)
  const source = { type: 'path', path: '/etc/hostname' } as const
  await expect(services.host.createProject({ source }, never)).rejects.toMatchObject({ code: 'denied' })
})

const zero = { encodeMs: 0, prefillMs: 0, decodeMs: 0, tokens: 0, promptTokens: 0, cachedTokens: 0 }

/** Writes until it is stopped. */
function endless(): Model {
  return {
    ...model,
    generate: async function* (_, signal) {
      for (let id = 0; ; id++) {
        await pace(2)
        if (signal.aborted) throw new Failure('cancelled', 'Cancelled.')
        yield { type: 'token', token: { id, text: 'word ' } }
      }
    },
  }
}
