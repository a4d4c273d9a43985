// Why a run is over: told for people and programs, and what a cut-off answer is taken for.
import { describe, expect, it } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { runResult } from '../../../app/exports/run-result'
import { runLoop } from '../../../app/reasoning/loop'
import { applyChange } from '../../../app/trace/change'
import { endingOf } from '../../../app/trace/ending'
import { defaultSettings, type Project, type Settings } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import { sayingModel } from '../../builders/model'
import { overview, projectWith } from '../../builders/project'

/** A finished project of what a model said. */
async function run(segments: readonly string[], changed: Partial<Settings> = {}): Promise<Project> {
  const settings = { ...defaultSettings, ...changed }
  const steps: Step[] = []
  let project = projectWith([])
  let last = 0
  const request = {
    model: sayingModel(segments, 1),
    dialect: vlmR3,
    image: { id: 'img', size: { width: 1008, height: 756 } },
    view: overview,
    question: 'What is the total?',
    settings,
    steps: [],
    newId: () => `n${++last}`,
    now: () => 1,
  }
  for await (const event of runLoop(request, new AbortController().signal)) {
    if (event.type === 'steps') steps.push(...event.steps)
    if (event.type !== 'ended') continue
    project = applyChange(projectWith(steps), {
      type: 'run-ended',
      branch: 'main',
      at: 4,
      reason: event.reason,
    })
  }
  return { ...project, branches: project.branches.map((b) => ({ ...b, settings })) }
}

/** What is said of it, and the answer a program gets. */
async function told(segments: readonly string[], settings: Partial<Settings> = {}) {
  const project = await run(segments, settings)
  const [branch] = project.branches
  if (branch === undefined) throw new Error('no branch')
  const { answer, ended } = runResult(project, branch)
  expect(ended).toEqual(endingOf(project, branch))
  return { answer, ...ended }
}

const look = '<think>I look. {"bbox_2d": [10, 20, 110, 120]}'

describe('a run that', () => {
  it('answers needs no reason', async () => {
    expect(await told(['<answer>7</answer>'])).toEqual({ answer: '7', reason: 'answered' })
  })
  it('is cut off in the middle of its answer has none', async () => {
    expect(await told(['<answer>seventy seven</answer>'], { maxTokens: 15 })).toEqual({
      answer: null,
      reason: 'limit',
      why: 'It was cut off in the middle of its answer, after 15 tokens. Raise max tokens and re-run.',
    })
  })
  it('is full with the last letter of its answer’s mark has answered', async () => {
    const text = '<answer>7</answer>'
    expect(await told([text], { maxTokens: text.length })).toMatchObject({ answer: '7', reason: 'answered' })
  })
  it('is cut off while it thinks says after how many tokens', async () => {
    const { answer, why } = await told(['<think>I look and look'], { maxTokens: 12 })
    expect(answer).toBeNull()
    expect(why).toContain('cut off before it answered, after 12 tokens')
  })
  it('asks for one region too many says so', async () => {
    const { reason, why } = await told([look, look], { maxLooks: 1 })
    expect(reason).toBe('limit')
    expect(why).toContain('another region after the one region it may look at')
  })
  it('ends in a request nobody can read shows the request', async () => {
    const { reason, why } = await told(['<think>I look. {"bbox_2d": [10, 20, 200 180'])
    expect(reason).toBe('no-answer')
    expect(why).toContain('could not be read (“{"bbox_2d": [10, 20, 200 180”)')
  })
  it('asks in ways nobody can read until it may ask no more says so', async () => {
    const broken = '<think>I look. {"bbox_2d": [10, 20, 200 180]}'
    const { reason, why } = await told([broken, broken], { maxLooks: 1 })
    expect(reason).toBe('limit')
    expect(why).toContain('could not be answered with a crop')
  })
  it('just stops says that', async () => {
    expect(await told(['<think>I wonder.'])).toMatchObject({
      answer: null,
      reason: 'no-answer',
      why: 'The model stopped without an answer.',
    })
  })
})
