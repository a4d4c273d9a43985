// Why a run is over: told for people and programs, and what a cut-off answer is taken for.
import { describe, expect, it } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { runResult } from '../../../app/exports/run-result'
import { runLoop } from '../../../app/reasoning/loop'
import { applyChange } from '../../../app/trace/change'
import { endingOf } from '../../../app/trace/ending'
import type { FailureData } from '../../../app/failure'
import { given } from '../../../app/given'
import { defaultSettings, type EndReason, type Project, type Settings } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import { sayingModel } from '../../builders/model'
import { must } from '../../builders/must'
import { branch, fiveSteps, look, overview, projectWith, thought } from '../../builders/project'

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

const asking = '<think>I look. {"bbox_2d": [10, 20, 110, 120]}'

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
    const { reason, why } = await told([asking, asking], { maxLooks: 1 })
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

describe('a run that ended', () => {
  const ended = (
    reason: EndReason,
    more: { readonly failure?: FailureData; readonly steps?: readonly Step[] } = {},
  ) => {
    const { failure, steps = fiveSteps } = more
    const change = { type: 'run-ended', branch: 'main', at: 9, reason, ...given({ failure }) } as const
    const project = applyChange(projectWith(steps), change)
    return endingOf(project, must(project.branches[0]))
  }
  const failure: FailureData = { code: 'model-failed', message: 'The server hung up.' }

  it.each<[EndReason, RegExp]>([
    ['stopped', /^You stopped this run/],
    ['cut-off', /^Relook was closed/],
    ['failed', /^The run failed/],
    ['code-not-run', /^The model wrote code, which is not run here/],
    ['no-answer', /^The model stopped without an answer\.$/],
  ])('%s says what was kept or why: %s', (reason, words) => expect(ended(reason)?.why).toMatch(words))

  it('failed or at a limit says it in the words of whoever knows', () => {
    expect(ended('failed', { failure })?.why).toBe('The server hung up.')
    expect(ended('limit', { failure })?.why).toBe('The server hung up.')
    expect(ended('stopped', { failure })?.why).toMatch(/^You stopped/)
  })

  it('with more looks than it may says how many it may', () => {
    const looks = Array.from({ length: 8 }, (_, i) => look(`l${i}`))
    expect(ended('limit', { steps: looks })?.why).toBe(
      'It asked for another region after the 7 regions it may look at. Raise max looks and re-run.',
    )
    expect(ended('limit', { steps: looks.slice(0, 7) })?.why).toMatch(/^It was cut off before it answered/)
    expect(ended('limit', { steps: [] })?.why).toMatch(/^It was cut off before it answered, after 512 tokens/)
  })

  it('shows a request nobody could read in one line, and no more of it than fits', () => {
    const raw = `{"bbox_2d":\n  [${'1, '.repeat(100)}`
    const unread: Step = { ...thought('t', 'x'), raw, kind: { type: 'unread', message: 'no end' } }
    const why = ended('no-answer', { steps: [unread] })?.why ?? ''
    expect(why).toMatch(/could not be read \(“\{"bbox_2d": \[1, .*…”\)\.$/)
    expect(why).not.toContain('\n')
    expect(why.length).toBeLessThan(220)
  })
})

it('a run that goes on, or never began, has no ending', () => {
  const running = applyChange(projectWith(), { type: 'run-started', branch: 'main', at: 9 })
  expect(endingOf(running, must(running.branches[0]))).toBeUndefined()
  expect(endingOf(running, branch('idle'))).toBeUndefined()
})
