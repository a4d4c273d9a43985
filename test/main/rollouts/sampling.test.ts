/** Groups of rollouts on the main side: the same seed gives the same group, stopping and going on lose and change nothing. */
import { expect, it, onTestFinished } from 'vitest'
import { groupsOf, rolloutSeed } from '../../../app/groups/group'
import { rolloutOf } from '../../../app/groups/rollouts'
import type { GenerateEvent, GenerateRequest, Model } from '../../../app/reasoning/model'
import type { Project } from '../../../app/trace/project'
import type { Services } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { info } from '../../builders/model'
import { follow, never, newProject, servicesWith } from '../../builders/services'
import { gate } from '../../builders/wait'

const settings = { temperature: 1, seed: 7, maxTokens: 64, maxLooks: 3 }

/** Looks somewhere that depends on its seed, then answers; `hold` lets a test stop it between two tokens. */
function seededModel(
  hold: (request: GenerateRequest, written: number, signal: AbortSignal) => Promise<void> = async () =>
    undefined,
) {
  const asked: GenerateRequest[] = []
  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    asked.push(request)
    const looked = request.messages.some(
      (m) => m.role === 'assistant' && m.parts.some((p) => p.type === 'image'),
    )
    const said = looked
      ? `I see ${request.seed}.</think><answer>${request.seed % 3}</answer>`
      : look(request.seed)
    const pieces = said.match(/[\s\S]{1,6}/g) ?? []
    for (const [id, text] of pieces.entries()) {
      await hold(request, id, signal)
      if (signal.aborted) throw new DOMException('aborted', 'AbortError')
      yield { type: 'token', token: { id, text, logprob: -0.5 } }
    }
    const timings = {
      encodeMs: 1,
      prefillMs: 1,
      decodeMs: 1,
      tokens: pieces.length,
      promptTokens: 9,
      cachedTokens: 0,
    }
    yield { type: 'end', reason: 'stop', timings }
  }
  const model: Model = { info, generate, prompt: async () => [] }
  return { model, asked }
}

const look = (seed: number) => `<think>I look. {"bbox_2d": [${seed % 50}, 10, ${100 + (seed % 50)}, 90]}`

async function open(model: Model, folder = testFolder()): Promise<Services> {
  const services = await servicesWith(folder, model)
  onTestFinished(() => services.close().catch(() => undefined))
  return services
}

const request = { question: 'How many?', model: 'm', settings, count: 4, gold: '1' }
const over = (project: Project) => project.branches.every((b) => b.run.type === 'ended')

/** Resolves when a run is stopped. */
const stopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** What a group wrote, rollout by rollout. */
function texts(project: Project, at = 0): readonly string[] {
  return (groupsOf(project)[at]?.branches ?? []).map((b) => rolloutOf(project, b).text)
}

it('samples a group as branches of the project, each with its own seed, and the same seed gives the same group', async () => {
  const { model, asked } = seededModel()
  const services = await open(model)
  const project = await newProject(services)
  const { group } = await services.host.sampleRollouts({ project, ...request }, never)
  const first = await follow(services.host, project, over)
  expect(first.branches.map((b) => b.name)).toEqual(['rollout 1', 'rollout 2', 'rollout 3', 'rollout 4'])
  expect(first.branches.map((b) => b.settings.seed)).toEqual([0, 1, 2, 3].map((i) => rolloutSeed(7, i)))
  expect(first.branches.map((b) => b.rollout)).toEqual(
    [0, 1, 2, 3].map((index) => ({ group, index, of: 4, seed: 7, gold: ['1'] })),
  )
  // All begin with the very same context: what an engine with checkpoints reads once.
  const beginnings = asked.filter((r) => r.messages.length === 1).map((r) => JSON.stringify(r.messages))
  expect(beginnings).toHaveLength(4)
  expect(new Set(beginnings).size).toBe(1)
  expect(new Set(texts(first)).size).toBe(4)

  await services.host.sampleRollouts({ project, ...request }, never)
  const both = await follow(services.host, project, (p) => p.branches.length === 8 && over(p))
  expect(groupsOf(both).map((g) => g.branches[0]?.name)).toEqual(['group 2, rollout 1', 'rollout 1'])
  expect(texts(both, 0)).toEqual(texts(both, 1))
})

it('stops a group, keeps what was written, and goes on to the same end as if it had not been stopped', async () => {
  const whole = await open(seededModel().model)
  const other = await newProject(whole)
  await whole.host.sampleRollouts({ project: other, ...request }, never)
  const unbroken = texts(await follow(whole.host, other, over))

  const middle = gate()
  let free = false
  const { model } = seededModel(async ({ seed, messages }, written, signal) => {
    // In the second rollout, in the middle of its second segment.
    if (free || seed !== rolloutSeed(7, 1) + 1 || messages.length === 1 || written < 1) return
    middle.open()
    await stopped(signal)
  })
  const services = await open(model)
  const project = await newProject(services)
  const { group } = await services.host.sampleRollouts({ project, ...request }, never)
  await middle.opened
  await services.host.stopRollouts({ project, group }, never)
  const half = await follow(services.host, project, over)
  const reasons = half.branches.map((b) => (b.run.type === 'ended' ? b.run.reason : ''))
  expect(reasons).toEqual(['answered', 'stopped', 'stopped', 'stopped'])
  expect(half.branches.map((b) => b.path.length > 0)).toEqual([true, true, false, false])

  free = true
  await services.host.resumeRollouts({ project, group }, never)
  const ended = await follow(services.host, project, (p) =>
    p.branches.every((b) => b.run.type === 'ended' && b.run.reason === 'answered'),
  )
  expect(texts(ended)).toEqual(unbroken)
  expect(ended.branches).toHaveLength(4)
})

it('goes on after the app was closed in the middle', async () => {
  const middle = gate()
  const slow = seededModel(async ({ seed }, _written, signal) => {
    if (seed !== rolloutSeed(7, 2)) return
    middle.open()
    await stopped(signal)
  })
  const folder = testFolder()
  const services = await servicesWith(folder, slow.model)
  const project = await newProject(services)
  const { group } = await services.host.sampleRollouts({ project, ...request }, never)
  await middle.opened
  await services.close()

  const again = await open(seededModel().model, folder)
  const before = await follow(again.host, project, () => true)
  expect(before.branches.map((b) => b.run.type)).toEqual(['ended', 'ended', 'ended', 'ended'])
  await again.host.resumeRollouts({ project, group }, never)
  const ended = await follow(again.host, project, (p) =>
    p.branches.every((b) => b.run.type === 'ended' && b.run.reason === 'answered'),
  )
  expect(new Set(texts(ended)).size).toBe(4)
})

it('says what cannot be: no such model, no such group', async () => {
  const services = await open(seededModel().model)
  const project = await newProject(services)
  await expect(services.host.sampleRollouts({ project, ...request, model: 'x' }, never)).rejects.toThrow(
    'Unknown model “x”',
  )
  await expect(services.host.resumeRollouts({ project, group: 'g' }, never)).rejects.toThrow(
    'no longer exists',
  )
})
