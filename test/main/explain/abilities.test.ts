/** Explaining through the host: what is found is kept in the project and is there after a restart. */
import { expect, test } from 'vitest'
import { massInside } from '../../../app/explain/map'
import { box, type Box } from '../../../app/geometry/box'
import type { ModelMessage, Model, ScoredToken } from '../../../app/reasoning/model'
import { stepsOf, type Project } from '../../../app/trace/project'
import type { View } from '../../../app/trace/step'
import type { Services } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { info } from '../../builders/model'
import { must } from '../../builders/must'
import { allEnded, follow, never, newProject, servicesWith } from '../../builders/services'

const text = box<'image'>(120, 140, 200, 180)

/** Looks once; reads 471 where the text is seen, 12 where it is not. `scores`: it can say how likely that is. */
function reader(scores: boolean): Model & { readonly counted: { scored: number; written: number } } {
  const counted = { scored: 0, written: 0 }
  const model: Model = {
    info,
    prompt: async () => [{ type: 'text', text: 'x', tokens: 40 }],
    generate: async function* ({ messages }) {
      counted.written++
      const crop = viewsOf(messages).at(-1)
      const looked = crop?.crop !== undefined
      const said = looked
        ? `It reads ${seenIn(crop) > 0.5 ? '471' : '12'}.</think><answer>${seenIn(crop) > 0.5 ? '471' : '12'}</answer>`
        : '<think>I look. {"bbox_2d": [10, 20, 110, 120]}'
      yield { type: 'token', token: { id: 1, text: said } }
      const zero = { encodeMs: 0, prefillMs: 0, decodeMs: 0, cachedTokens: 0 }
      yield { type: 'end', reason: 'stop', timings: { ...zero, tokens: 1, promptTokens: 1 } }
    },
  }
  const score = async ({ messages, last }: { messages: readonly ModelMessage[]; last: number }) => {
    counted.scored++
    const said = messages.flatMap((m) => m.parts).flatMap((p) => (p.type === 'text' ? [p.text] : []))
    const letters = [...said.join('')].slice(-last)
    const crop = must(viewsOf(messages).at(-1))
    return letters.map((letter): ScoredToken => ({
      id: 1,
      text: letter,
      logprob: -0.01 - 3 * (1 - seenIn(crop)),
    }))
  }
  return { ...model, ...(scores ? { score } : {}), counted }
}

const viewsOf = (messages: readonly ModelMessage[]) =>
  messages.flatMap((m) => m.parts).flatMap((p) => (p.type === 'image' ? [p.view] : []))

/** How much of the text a view shows. */
function seenIn({ crop, mask, hidden }: View): number {
  if (mask === 'blank') return 0
  const area = (a: Box<'image'>, b: Box<'image'>) =>
    Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
    Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))
  const whole = area(text, text)
  const shown = crop === undefined ? 1 : area(crop, text) / whole
  return shown - (hidden?.boxes ?? []).reduce((sum, b) => sum + area(b, text) / whole, 0)
}

async function ran(
  services: Services,
): Promise<{ on: { project: string; branch: string }; look: string; project: Project }> {
  const id = await newProject(services)
  const settings = { temperature: 0, seed: 0, maxTokens: 50, maxLooks: 3 }
  await services.host.run({ project: id, question: 'What is it?', model: 'm', settings }, never)
  const project = await follow(services.host, id, allEnded)
  const branch = must(project.branches[0])
  const look = must(stepsOf(project, branch).find((s) => s.type === 'look'))
  return { on: { project: id, branch: branch.id }, look: look.id, project }
}

async function lastOf<T>(all: AsyncIterable<T>): Promise<T> {
  let last: T | undefined
  for await (last of all);
  return must(last)
}

const plan = { side: 8, refine: 1, cover: 'grey', curves: true } as const

test('a map finds what was read, costs what was said, and is there after a restart', async () => {
  const folder = testFolder()
  const model = reader(true)
  const services = await servicesWith(folder, model)
  const { on } = await ran(services)
  expect(await services.host.spanScore(on, never)).toMatchObject({ words: '471', tokens: 3 })
  const cost = await services.host.occlusionCost({ ...on, ...plan }, never)
  expect(cost).toMatchObject({ by: 'scores', promptTokens: 40 })
  const before = model.counted.scored
  const kept = await lastOf(services.host.occlude({ ...on, ...plan }, never))
  expect(model.counted.scored - before).toBeLessThanOrEqual(cost.asked + 1)
  if (kept.type !== 'kept') throw new Error('nothing was kept')
  expect(massInside(kept.evidence.map.cells, [text])).toBeGreaterThan(0.5)
  expect(kept.evidence.words).toBe('471')
  await services.close()
  const again = await servicesWith(folder, model)
  const project = await follow(again.host, on.project, () => true)
  expect(project.evidence).toEqual([kept.evidence])
  await lastOf(again.host.occlude({ ...on, ...plan, side: 4, curves: false }, never))
  const later = await follow(again.host, on.project, () => true)
  // Of the same about the same the newest stands.
  expect(later.evidence).toHaveLength(1)
  await again.close()
})

test('a model that cannot say how likely a text is answers again, and hiding the text changes the answer', async () => {
  const model = reader(false)
  const services = await servicesWith(testFolder(), model)
  const { on, look } = await ran(services)
  expect(await services.host.spanScore(on, never)).toBeNull()
  expect(await services.host.occlusionCost({ ...on, ...plan }, never)).toMatchObject({ by: 'answers' })
  const kept = await lastOf(services.host.occlude({ ...on, ...plan, look, side: 4, refine: 0 }, never))
  if (kept.type !== 'kept') throw new Error('nothing was kept')
  const { unit, cells, curves } = kept.evidence.map
  expect([unit, curves]).toEqual(['answers', undefined])
  expect(new Set(cells.map((c) => c.drop))).toEqual(new Set([0, 1]))
  await services.close()
})

test('interventions make no branches and say what became of the answer; the smallest crop holds the text', async () => {
  const services = await servicesWith(testFolder(), reader(true))
  const { on, look } = await ran(services)
  const tried = await lastOf(services.host.intervene({ ...on, look }, never))
  if (tried.type !== 'kept') throw new Error('nothing was kept')
  const answers = Object.fromEntries(tried.evidence.trials.map((t) => [t.kind, t.answer]))
  expect(answers).toMatchObject({ same: '471', blank: '12', shifted: '12' })
  const small = await lastOf(services.host.smallestCrop({ ...on, look }, never))
  if (small.type !== 'kept') throw new Error('nothing was kept')
  expect(seenIn({ crop: small.evidence.region } as View)).toBeGreaterThan(0.5)
  const project = await follow(services.host, on.project, () => true)
  expect(project.branches).toHaveLength(1)
  expect(project.evidence?.map((e) => e.type)).toEqual(['trials', 'minimal'])
  await services.close()
})

test('whoever leaves in the middle leaves nothing behind, and the project can be closed', async () => {
  const services = await servicesWith(testFolder(), reader(true))
  const { on } = await ran(services)
  for await (const event of services.host.occlude({ ...on, ...plan }, never))
    if (event.type === 'progress') break
  expect((await follow(services.host, on.project, () => true)).evidence).toBeUndefined()
  await services.host.deleteProject({ project: on.project }, never)
  await services.close()
})

test('what cannot be explained is said', async () => {
  const services = await servicesWith(testFolder(), reader(true))
  const { on } = await ran(services)
  const failing = (more: object) => lastOf(services.host.occlude({ ...on, ...plan, ...more }, never))
  await expect(failing({ branch: 'gone' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(failing({ model: 'gone' })).rejects.toMatchObject({ code: 'model-unavailable' })
  await expect(failing({ look: 'gone' })).rejects.toMatchObject({ code: 'bad-input' })
  await expect(failing({ span: { step: 'gone', start: 0, end: 3 } })).rejects.toMatchObject({
    code: 'bad-input',
  })
  await services.close()
})
