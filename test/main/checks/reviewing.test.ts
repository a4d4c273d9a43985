import { describe, expect, test } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { box } from '../../../app/geometry/box'
import { relookVersion } from '../../../app/formats/relook'
import type { GenerateRequest, Model } from '../../../app/reasoning/model'
import type { JudgeEvent, TrialState } from '../../../app/host/reviews'
import { blankReview } from '../../../app/trace/review'
import { defaultSelection, select } from '../../../app/exports/select'
import { mainBranch, stepsOf, type Project } from '../../../app/trace/project'
import type { View } from '../../../app/trace/step'
import { viewPixels } from '../../../main/images/view'
import { createServices, type Services } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { info } from '../../builders/model'
import { allEnded, engineOf, follow, never, newProject, servicesWith } from '../../builders/services'

/** Looks once, then answers with what its last picture shows: blank, or the crop's left edge. */
function seeingModel(judgement = 'VERDICT: GOOD'): Model & { readonly asked: GenerateRequest[] } {
  const asked: GenerateRequest[] = []
  return {
    info,
    asked,
    prompt: () => Promise.resolve([]),
    generate: async function* (request) {
      asked.push(request)
      const views = request.messages
        .flatMap((m) => m.parts)
        .flatMap((p) => (p.type === 'image' ? [p.view] : []))
      const last = views.at(-1)
      const judging = request.messages.some((m) =>
        m.parts.some((p) => p.type === 'text' && p.text.includes('VERDICT')),
      )
      const text = judging
        ? judgement
        : last?.crop === undefined && last?.mask === undefined
          ? '<think>I look. {"bbox_2d": [10, 20, 110, 120]}'
          : `It shows ${seen(last)}.</think><answer>${seen(last)}</answer>`
      yield { type: 'token', token: { id: 1, text } }
      const zero = { encodeMs: 0, prefillMs: 0, decodeMs: 0, cachedTokens: 0 }
      yield { type: 'end', reason: 'stop', timings: { ...zero, tokens: 3, promptTokens: 40 } }
    },
  }
}

const seen = (view: View | undefined) => (view?.mask === 'blank' ? 'nothing' : String(view?.crop?.left))

async function started(services: Services): Promise<{ id: string; project: Project }> {
  const id = await newProject(services)
  const settings = { temperature: 0, seed: 0, maxTokens: 50, maxLooks: 3 }
  await services.host.run({ project: id, question: 'What is it?', model: 'm', settings }, never)
  return { id, project: await follow(services.host, id, allEnded) }
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('crop interventions', () => {
  test('run each trial as a branch of its own; only the pixels behind the request differ', async () => {
    const model = seeingModel()
    const services = await servicesWith(testFolder(), model)
    const { id, project } = await started(services)
    const look = Object.values(project.steps).find((s) => s.type === 'look')
    const ask = { project: id, branch: project.branches[0]?.id ?? '', look: look?.id ?? '' }
    const told: readonly (readonly TrialState[])[] = await all(services.host.tryLook(ask, never))
    const last = told.at(-1) ?? []
    expect(last.map((t) => [t.kind, t.state, t.answer])).toEqual([
      ['same', 'done', '27'],
      ['blank', 'done', 'nothing'],
      ['shifted', 'done', expect.stringMatching(/^\d+$/)],
      ['enlarged', 'done', expect.stringMatching(/^\d+$/)],
    ])
    const now = await follow(services.host, id, allEnded)
    expect(now.branches.map((b) => b.name)).toEqual([
      'first run',
      'look 1 as it was',
      'look 1 blanked',
      'look 1 shifted',
      'look 1 enlarged',
    ])
    const [first, ...trials] = now.branches
    for (const trial of trials) expect(trial.path[0]).toBe(first?.path[0])
    // The words before the crop are the same to the byte.
    const heads = model.asked.slice(1).map((r) => JSON.stringify(r.messages[1]?.parts.slice(0, -1)))
    expect(new Set(heads.map((h) => h.slice(0, 60))).size).toBe(1)
    await services.close()
  })

  test('keep drafts as they are', async () => {
    const services = await servicesWith(testFolder(), seeingModel())
    const { id, project } = await started(services)
    const look = Object.values(project.steps).find((s) => s.type === 'look')
    const draft = { type: 'region', region: box<'image'>(5, 5, 90, 90) } as const
    await services.host.edit({ project: id, change: { type: 'drafted', key: look?.id ?? '', draft } }, never)
    await all(
      services.host.tryLook(
        { project: id, branch: project.branches[0]?.id ?? '', look: look?.id ?? '' },
        never,
      ),
    )
    const now = await follow(services.host, id, allEnded)
    expect(Object.keys(now.drafts)).toEqual([look?.id])
    await services.close()
  })

  test('of a trace whose model is not here say so', async () => {
    const folder = testFolder()
    const first = await servicesWith(folder, seeingModel())
    const { id, project } = await started(first)
    await first.close()
    const services = await servicesWith(folder)
    const look = Object.values(project.steps).find((s) => s.type === 'look')
    const ask = { project: id, branch: project.branches[0]?.id ?? '', look: look?.id ?? '' }
    await expect(all(services.host.tryLook(ask, never))).rejects.toThrow(/cannot be asked here/)
    await services.close()
  })

  test('of a trace of another model go on from the same words before the look', async () => {
    const folder = testFolder()
    const first = await servicesWith(folder, seeingModel())
    const { id, project } = await started(first)
    await first.close()
    const model = { ...seeingModel(), info: { ...info, id: 'n', name: 'Other' } }
    const services = await servicesWith(folder, model)
    const look = Object.values(project.steps).find((s) => s.type === 'look')
    const base = project.branches[0]
    const ask = { project: id, branch: base?.id ?? '', look: look?.id ?? '', model: 'n' }
    const told = await all(services.host.tryLook(ask, never))
    expect(told.at(-1)?.map((t) => [t.kind, t.state])).toEqual([
      ['same', 'done'],
      ['blank', 'done'],
      ['shifted', 'done'],
      ['enlarged', 'done'],
    ])
    const now = await follow(services.host, id, allEnded)
    const trial = now.branches[2]
    if (trial === undefined || base === undefined) throw new Error('no branch')
    expect([trial.model, trial.trial, trial.fork?.step]).toEqual(['n', true, look?.id])
    const kept = stepsOf(now, trial).slice(0, 1)
    expect(kept.map((s) => [s.raw, s.author, s.tokens])).toEqual(
      stepsOf(now, base)
        .slice(0, 1)
        .map((s) => [s.raw, s.author, undefined]),
    )
    // Trials are no training data and not what is opened first.
    expect(mainBranch(now)?.id).toBe(base.id)
    const { traces, skipped } = select(now, { ...defaultSelection, branches: 'all' })
    expect(traces.map((t) => t.branch.id)).toEqual([base.id])
    expect(new Set(skipped.map((s) => s.reason))).toEqual(new Set(['It is a crop intervention.']))
    await services.close()
  })

  test('are refused for a model that speaks another dialect', async () => {
    const folder = testFolder()
    const first = await servicesWith(folder, seeingModel())
    const { id, project } = await started(first)
    await first.close()
    const services = await servicesWith(folder, {
      ...seeingModel(),
      info: { ...info, id: 'n', dialect: 'deepeyes' },
    })
    const look = Object.values(project.steps).find((s) => s.type === 'look')
    const ask = { project: id, branch: project.branches[0]?.id ?? '', look: look?.id ?? '', model: 'n' }
    await expect(all(services.host.tryLook(ask, never))).rejects.toThrow(/another dialect/)
    await services.close()
  })

  test('show a blank crop as one grey of the same size', async () => {
    const folder = testFolder()
    const file = join(folder, 'x.png')
    writeFileSync(
      file,
      await sharp({ create: { width: 60, height: 60, channels: 3, background: '#123456' } })
        .png()
        .toBuffer(),
    )
    const view: View = {
      image: 'x',
      size: { width: 56, height: 28 },
      filter: 'lanczos',
      grid: { width: 2, height: 1 },
      mask: 'blank',
    }
    const { width, height, data } = await viewPixels(file, view)
    expect([width, height, new Set(data)]).toEqual([56, 28, new Set([128])])
  })
})

describe('a judge', () => {
  test('is asked with picture and crops, costs tokens once, and is remembered by content', async () => {
    const model = seeingModel('Look 1: it is not there.\nVERDICT: BAD')
    const services = await servicesWith(testFolder(), model)
    const { id, project } = await started(services)
    const of = { type: 'branch', project: id, branch: project.branches[0]?.id ?? '' } as const
    const ask = () =>
      all<JudgeEvent>(services.host.judge({ of, model: 'm', prompt: 'VERDICT? {trace}' }, never))
    const judged = (events: readonly JudgeEvent[]) =>
      events.flatMap((e) => (e.type === 'judged' ? [e.judged] : []))[0]
    const look = Object.values(project.steps).find((s) => s.type === 'look')
    expect(judged(await ask())).toMatchObject({
      good: false,
      cached: false,
      tokens: { prompt: 40, written: 3 },
      findings: [{ check: 'judge', step: look?.id, message: 'Judge: it is not there.' }],
    })
    const before = model.asked.length
    expect(judged(await ask())).toMatchObject({ good: false, cached: true })
    expect(model.asked.length).toBe(before)
    const images = model.asked.at(-1)?.messages[0]?.parts.filter((p) => p.type === 'image')
    expect(images).toHaveLength(2)
    await services.close()
  })

  test('goes through many, tells how far, and stops when left', async () => {
    const services = await servicesWith(testFolder(), seeingModel())
    const projects = [(await started(services)).id, (await started(services)).id]
    const of = { type: 'projects', projects } as const
    const events = await all<JudgeEvent>(services.host.judge({ of, model: 'm', prompt: 'VERDICT?' }, never))
    expect(events.filter((e) => e.type === 'judged')).toHaveLength(2)
    expect(events.at(-1)).toEqual({ type: 'progress', done: 2, total: 2 })
    const left = new AbortController()
    let told = 0
    await expect(async () => {
      for await (const _ of services.host.judge({ of, model: 'm', prompt: 'VERDICT again?' }, left.signal)) {
        if (++told === 2) left.abort()
      }
    }).rejects.toThrow(/Cancelled/)
    await services.close()
  })
})

describe('measuring', () => {
  test('tells how much there is to see, and null where nothing is left', async () => {
    const services = await servicesWith(testFolder())
    const project = await newProject(services)
    const regions = [box<'image'>(0, 0, 50, 50), box<'image'>(2000, 0, 2100, 50)]
    expect(await services.host.cropStats({ project, regions }, never)).toEqual([
      { deviation: 0, entropy: 0 },
      null,
    ])
    await services.close()
  })
})

describe('merging another annotator’s file', () => {
  test('puts their reviews beside ours, counts what is not here, and lists bad rows', async () => {
    const folder = testFolder()
    const services = await createServices({
      dataFolder: join(folder, 'data'),
      about: { version: 'test', shell: 'desktop', dialogs: true },
      startEngine: () => {
        throw new Error('no process')
      },
      createEngine: () => engineOf(seeingModel()),
    })
    const { id, project } = await started(services)
    const branch = project.branches[0]?.id ?? ''
    const { history: _history, ...tree } = project
    const review = { ...blankReview('Bo', 7), verdict: 'rejected' as const }
    const theirs = { ...tree, id: 'elsewhere', reviews: { [`${branch}/Bo`]: review } }
    const stranger = {
      ...tree,
      id: 'x',
      branches: tree.branches.map((b) => ({ ...b, question: 'Another?' })),
    }
    const rows = [theirs, stranger].map((p) => JSON.stringify({ relook: relookVersion, project: p }))
    const path = join(folder, 'bo.jsonl')
    writeFileSync(path, [...rows, '{"relook": 1}', ''].join('\n'))
    const source = { type: 'path', path } as const
    const merged = await services.host.mergeReviews({ source }, never)
    expect(merged).toMatchObject({ traces: 1, reviews: 1, corrections: 0, unknown: 1 })
    expect(merged.issues.map((i) => i.line)).toEqual([3])
    const now = await follow(services.host, id, () => true)
    expect(now.reviews[`${branch}/Bo`]).toEqual({ ...review, merged: true })
    expect(await services.host.mergeReviews({ source }, never)).toMatchObject({
      traces: 0,
      same: 1,
      unknown: 1,
    })
    writeFileSync(path, '{"a": 1}\n')
    await expect(services.host.mergeReviews({ source }, never)).rejects.toThrow(/no file of reviews/)
    await services.close()
  })
})
