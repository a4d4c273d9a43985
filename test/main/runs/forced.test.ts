/**
 * Going on from another token, with the built-in model: what comes is what a run from scratch writes behind the same text; what was kept
 * is read from the cache; the token is marked, and the branch it left stays as it was.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { dialectOf } from '../../../app/dialects'
import { runLoop } from '../../../app/reasoning/loop'
import { sizedImageOf } from '../../../app/trace/image'
import { branchOf, defaultSettings, stepsOf, type Branch, type Project } from '../../../app/trace/project'
import type { WorkedOut } from '../../../app/trace/odds'
import type { LookStep, Step, Token } from '../../../app/trace/step'
import { writtenNumbers } from '../../../app/tokens/numbers'
import { behind, pathTo, type GrownTree } from '../../../app/tokens/tree'
import type { Services } from '../../../main/services'
import { testFolderForAll } from '../../builders/folder'
import { openMini, sample } from '../../builders/mini'
import { must } from '../../builders/must'
import { allEnded, follow, never, servicesWith } from '../../builders/services'

let model: Awaited<ReturnType<typeof openMini>>
let services: Services
let project: Project
const folder = testFolderForAll()
beforeAll(async () => {
  model = await openMini(sample.path)
  services = await servicesWith(folder(), model)
  const image = await services.store.images.add(readFileSync(sample.path), 'sign.png')
  const made = await services.host.createProject({ source: { type: 'image', image: image.id } }, never)
  await runOn({ project: made.project })
})
afterAll(async () => {
  await services.close()
  await model.dispose()
})

async function runOn(how: { readonly project?: string; readonly from?: object }): Promise<Branch> {
  const id = how.project ?? project.id
  const request = { project: id, question: sample.question, model: model.info.id, settings: defaultSettings }
  const { branch } = await services.host.run({ ...request, ...how } as never, never)
  project = await follow(services.host, id, (p) => allEnded(p) && branchOf(p, branch) !== undefined)
  return must(branchOf(project, branch))
}

const stepsIn = (branch: Branch) => stepsOf(project, branch)
const tokensOf = (steps: readonly Step[]) => steps.flatMap((s) => s.tokens ?? [])
const textOf = (tokens: readonly Token[]) => tokens.map((t) => t.text).join('')

/** What a model writes that is given the text alone, and has read nothing before. */
async function fromScratch(branch: Branch, kept: readonly Step[], text: string): Promise<readonly Step[]> {
  const found: Step[] = []
  const request = {
    model,
    dialect: must(dialectOf(branch.dialect)),
    image: sizedImageOf(project.image),
    view: branch.view,
    question: branch.question,
    settings: branch.settings,
    steps: kept,
    begun: { tokens: [{ id: -1, text }] },
    newId: () => `s${found.length}`,
    now: () => 1,
    top: 5,
    reuse: false,
    drafts: false as const,
  }
  for await (const event of runLoop(request, never)) if (event.type === 'steps') found.push(...event.steps)
  return found
}

describe('going on from another token', () => {
  test('writes what a run from scratch writes behind that text, wherever it is put', async () => {
    const first = must(project.branches[0])
    const steps = stepsIn(first)
    const places = steps.flatMap((step) =>
      (step.tokens ?? []).flatMap((token, at) => {
        const other = token.top?.find((t) => t.id !== token.id && t.ends !== true)
        return other === undefined || token.cut !== undefined ? [] : [{ step, at, other }]
      }),
    )
    expect(places.length).toBeGreaterThan(10)
    for (const { step, at, other } of places.filter((_, i) => i % 4 === 0)) {
      const branch = await runOn({
        from: { branch: first.id, token: { step: step.id, at, forced: [other] } },
      })
      const forced = stepsIn(branch)
      const kept = forced.filter((s) => first.path.includes(s.id))
      const fresh = forced.slice(kept.length)
      const own = tokensOf(fresh)
      const place = own.findIndex((t) => t.forced === true)
      expect(own[place]).toMatchObject({ id: other.id, text: other.text, logprob: other.logprob })
      const scratch = await fromScratch(first, kept, textOf(own.slice(0, place + 1)))
      expect(textOf(tokensOf(fresh)), other.text).toBe(textOf(tokensOf(scratch)))
      expect(fresh.map(shape)).toEqual(scratch.map(shape))
      const behind = own.slice(place + 1)
      const later = tokensOf(scratch).slice(-behind.length)
      if (behind.length > 0) expect(behind.map((t) => t.id)).toEqual(later.map((t) => t.id))
    }
  })

  test('reads hardly anything again but the token that was put there', async () => {
    const first = must(project.branches[0])
    const step = must(stepsIn(first).find((s) => (s.tokens?.length ?? 0) > 6))
    const other = must(step.tokens?.[5]?.top?.find((t) => t.id !== step.tokens?.[5]?.id && t.ends !== true))
    const branch = await runOn({
      from: { branch: first.id, token: { step: step.id, at: 5, forced: [other] } },
    })
    const fresh = stepsIn(branch).filter((s) => !first.path.includes(s.id))
    const { promptTokens = 0, cachedTokens = 0 } = must(fresh.find((s) => s.timings)).timings ?? {}
    expect(promptTokens).toBeGreaterThan(50)
    // A handful is read again sooner than a cache is cut.
    expect(promptTokens - cachedTokens).toBeLessThan(10)
    expect(branch.name).toContain('instead of')
  })

  test('what else it could have said: the likeliest path is what it wrote, and every path adds up', async () => {
    const first = must(project.branches[0])
    const look = must(stepsIn(first).find((s) => s.type === 'look'))
    const at = must(look.tokens?.findIndex((t) => t.text.startsWith('[')))
    const ask = {
      project: project.id,
      branch: first.id,
      place: { step: look.id, at },
      depth: 3,
      width: 4,
      asks: 12,
    }
    const told: GrownTree[] = []
    for await (const tree of services.host.couldHaveSaid(ask, never)) told.push(tree)
    const tree = must(told.at(-1))
    expect(told).toHaveLength(12)
    expect(must(behind(tree, undefined)[0]).alternative.id).toBe(look.tokens?.[at]?.id)
    const written = look.tokens?.slice(at, at + 3) ?? []
    const own = tree.nodes.find(
      (n) => n.depth === 3 && pathTo(tree, n.id).every((a, i) => a.id === written[i]?.id),
    )
    expect(own?.joint).toBeCloseTo(
      written.reduce((sum, t) => sum + (t.logprob ?? 0), 0),
      3,
    )
    for (const node of tree.nodes) {
      const all = behind(tree, node.id).reduce((sum, n) => sum + Math.exp(n.joint - node.joint), 0)
      expect(all).toBeLessThanOrEqual(1 + 1e-6)
    }
    // A whole path can be gone on from.
    const path = pathTo(tree, must(tree.nodes.filter((n) => n.depth === 3).at(-1)).id)
    const branch = await runOn({ from: { branch: first.id, token: { step: look.id, at, forced: path } } })
    expect(
      tokensOf(stepsIn(branch))
        .filter((t) => t.forced)
        .map((t) => t.id),
    ).toEqual(path.map((a) => a.id))
  })

  test('a number of a look is worked out: what was written is as likely as the trace says, and all is told', async () => {
    const first = must(project.branches[0])
    const look = must(stepsIn(first).find((s) => s.type === 'look'))
    const ask = { project: project.id, branch: first.id, step: look.id, number: 0, asks: 40 }
    const told: WorkedOut[] = []
    for await (const odds of services.host.numberOdds(ask, never)) told.push(odds)
    const odds = must(told.at(-1))
    expect(odds.asked).toBeGreaterThan(1)
    expect(odds.rest).toBeLessThan(0.02)
    const written = must(writtenNumbers(look as LookStep)?.[0])
    const own = written.tokens.reduce((sum, { token }) => sum + (token.logprob ?? 0), 0)
    expect(odds.written).toBe(written.value)
    expect(odds.probability).toBeCloseTo(Math.exp(own), 2)
    const isKept = (p: Project) => p.evidence?.some((e) => e.type === 'odds') === true
    const { evidence } = await follow(services.host, project.id, isKept)
    const about = { type: 'odds', branch: first.id, model: model.info.id, look: look.id, number: 0 }
    expect(evidence).toMatchObject([{ ...about, odds }])
    const other = must(odds.values.find((v) => v.by !== undefined)?.by)
    const branch = await runOn({
      from: {
        branch: first.id,
        token: { step: look.id, at: other.at, forced: [other.alternative, ...(other.then ?? [])] },
      },
    })
    const jumped = must(stepsIn(branch).find((s) => s.type === 'look')) as LookStep
    expect(jumped.request.numbers[0]).toBe(odds.values.find((v) => v.by === other)?.low)
  })

  test('a number that nobody waited for is not kept, and asked again it takes the place of the old one', async () => {
    const first = must(project.branches[0])
    const look = must(stepsIn(first).find((s) => s.type === 'look'))
    const ask = { project: project.id, branch: first.id, step: look.id, asks: 40 }
    for await (const _ of services.host.numberOdds({ ...ask, number: 1 }, never)) break
    for await (const _ of services.host.numberOdds({ ...ask, number: 0 }, never));
    const { evidence = [] } = await follow(services.host, project.id, () => true)
    expect(evidence.filter((e) => e.type === 'odds').map((e) => e.number)).toEqual([0])
  })

  test('stops being asked when nobody waits any more', async () => {
    const first = must(project.branches[0])
    const leave = new AbortController()
    const before = model.asked.length
    const place = { step: must(first.path[0]), at: 1 }
    const ask = { project: project.id, branch: first.id, place, depth: 6, width: 8, asks: 100 }
    await expect(async () => {
      for await (const tree of services.host.couldHaveSaid(ask, leave.signal))
        if (tree.asked === 2) leave.abort()
    }).rejects.toThrow('Cancelled')
    expect(model.asked.length - before).toBeLessThanOrEqual(3)
  })

  test('what is put there can end the turn', async () => {
    const first = must(project.branches[0])
    const step = must(stepsIn(first)[0])
    const ends = { text: '', logprob: -9, ends: true }
    const branch = await runOn({
      from: { branch: first.id, token: { step: step.id, at: 3, forced: [ends] } },
    })
    expect(textOf(tokensOf(stepsIn(branch)))).toBe(textOf((step.tokens ?? []).slice(0, 3)))
    expect(branch.run).toMatchObject({ reason: 'no-answer' })
  })

  test('a place that is not there, or another model, is refused', async () => {
    const first = must(project.branches[0])
    const forced = [{ text: 'x', logprob: -1 }]
    const at = (step: string, at: number) =>
      runOn({ from: { branch: first.id, token: { step, at, forced } } })
    await expect(at('nowhere', 0)).rejects.toThrow('no longer on this branch')
    await expect(at(must(first.path[0]), 9999)).rejects.toThrow('not known')
  })
})

/** What a step is, without what differs between two runs. */
function shape(step: Step): unknown {
  return {
    type: step.type,
    raw: step.raw,
    ...(step.type === 'look' ? { numbers: step.request.numbers } : {}),
  }
}
