import { expect, onTestFinished, test, vi } from 'vitest'
import { Failure } from '../../../app/failure'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import type { LoopRequest } from '../../../app/reasoning/loop'
import type { Model } from '../../../app/reasoning/model'
import type { Change } from '../../../app/trace/change'
import { defaultSettings } from '../../../app/trace/project'
import { createRuns } from '../../../main/runs/runs'
import type { LiveProject } from '../../../main/store/live'
import { info } from '../../builders/model'
import { overview, projectWith } from '../../builders/project'
import { pace } from '../../builders/wait'

/** A project whose disk takes `lines` writes; keeps what was written and what was only told. */
function liveWith(lines: number) {
  const written: Change[] = []
  const told: Change[] = []
  const live: LiveProject = {
    state: () => projectWith(),
    append: async (changes) => {
      if (lines-- <= 0) throw new Failure('disk-full', 'The disk is full.')
      written.push(...changes)
    },
    tell: (change) => void told.push(change),
    follow: () => {
      throw new Error('not followed here')
    },
    bytes: () => 0,
    close: async () => undefined,
  }
  return { live, written, told }
}

function requestOf(tokens: number, everyMs: number): { request: LoopRequest; said: () => number } {
  let said = 0
  const model: Model = {
    info,
    prompt: async () => [],
    generate: async function* (_, signal) {
      for (let i = 0; i < tokens; i++) {
        await pace(everyMs)
        if (signal.aborted) throw new Failure('cancelled', 'Cancelled.')
        said++
        if (i % 10 === 0) yield { type: 'phase', phase: { name: 'prefill', done: i, total: tokens } }
        yield { type: 'token', token: { id: i, text: 'x', top: [{ text: 'x', logprob: 0 }] } }
      }
      yield { type: 'end', reason: 'eos', timings: zero }
    },
  }
  const request = {
    model,
    dialect: vlmR3,
    image: { id: 'img', size: { width: 1008, height: 756 } },
    view: overview,
    question: 'q',
    settings: defaultSettings,
    steps: [],
    newId: () => `id${said}`,
    now: () => 1,
  }
  return { request, said: () => said }
}

const zero = { encodeMs: 0, prefillMs: 0, decodeMs: 0, tokens: 0, promptTokens: 0, cachedTokens: 0 }

/** Runs to the end, in time that goes on by itself. */
async function finished(live: LiveProject, request: LoopRequest, now = () => Date.now()): Promise<void> {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const end = new Promise<void>((resolve) =>
    createRuns(now).start({ live, branch: 'main' }, request, resolve),
  )
  await vi.runAllTimersAsync()
  await end
}

test('a disk that takes nothing more stops the model, and its followers are told why', async () => {
  const { live, told } = liveWith(3)
  const { request, said } = requestOf(10_000, 1)
  await finished(live, request)
  expect(said()).toBeLessThan(1000)
  expect(told).toMatchObject([{ type: 'run-ended', reason: 'failed', failure: { code: 'disk-full' } }])
})

test('tokens are written together, none is lost, and their alternatives come once', async () => {
  const { live, written } = liveWith(Infinity)
  await finished(live, requestOf(200, 1).request)
  const streamed = written.flatMap((c) => (c.type === 'streamed' ? [c] : []))
  expect(streamed.map((c) => c.text).join('')).toBe('x'.repeat(200))
  // 200 ms, written every 25.
  expect(streamed.length).toBeLessThanOrEqual(9)
  expect(streamed.length).toBeGreaterThan(6)
  expect(JSON.stringify(streamed)).not.toContain('top')
  const steps = written.flatMap((c) => (c.type === 'steps-added' ? c.steps : []))
  expect(steps.flatMap((s) => s.tokens ?? []).every((t) => t.top?.length === 1)).toBe(true)
  expect(written.at(-1)).toMatchObject({ type: 'run-ended', reason: 'no-answer' })
})

test('progress is told now and then, not for every step of it', async () => {
  const { live, written } = liveWith(Infinity)
  await finished(live, requestOf(200, 0).request, () => 1)
  expect(written.filter((c) => c.type === 'run-phase')).toHaveLength(1)
})
