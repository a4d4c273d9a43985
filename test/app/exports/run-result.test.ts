import { expect, test } from 'vitest'
import { runResult } from '../../../app/exports/run-result'
import type { Branch } from '../../../app/trace/project'
import { projectWith } from '../../builders/project'

test('a run is one object: answer, model, steps in image pixels, times', () => {
  const project = projectWith()
  expect(runResult(project, project.branches[0] as Branch)).toMatchObject({
    question: 'What is the total?',
    image: 'receipt.png',
    size: { width: 1008, height: 756 },
    answer: '7',
    ended: { reason: 'answered' },
    model: 'm',
    dialect: 'vlm-r3',
    steps: [
      { type: 'thought', text: '<think>I look for the total.' },
      {
        type: 'look',
        raw: '{"bbox_2d": [10, 20, 110, 120]}\n',
        region: { left: 30, top: 60, right: 331, bottom: 361 },
        request: { numbers: [10, 20, 110, 120], frame: { width: 336, height: 252 } },
      },
      { type: 'observation', width: 336, height: 252, look: 'l1' },
      { type: 'thought', text: 'It reads 7.' },
      { type: 'answer', text: '7' },
    ],
    timings: { encodeMs: 0, prefillMs: 0, decodeMs: 0, tokens: 0 },
  })
})

test('a run without an answer says null', () => {
  const project = projectWith([])
  expect(runResult(project, project.branches[0] as Branch).answer).toBeNull()
})

test('a run on a server says how it was spoken with', () => {
  const project = projectWith()
  const manner = { crops: 'user', unfinished: 'asked' } as const
  expect(runResult(project, { ...(project.branches[0] as Branch), manner })).toMatchObject({ manner })
})
