/** Small whole values for tests: projects, branches, steps, changes. */
import { box } from '../../app/geometry/box'
import type { Change } from '../../app/trace/change'
import { createProject, applyChange } from '../../app/trace/change'
import { defaultSettings, type Branch, type Project } from '../../app/trace/project'
import type { AnswerStep, LookStep, ObservationStep, Step, ThoughtStep, View } from '../../app/trace/step'

export const overview: View = {
  image: 'img',
  size: { width: 336, height: 252 },
  filter: 'bicubic',
  grid: { width: 12, height: 9 },
}

const model = { type: 'model', model: 'm' } as const

export function thought(id: string, text: string): ThoughtStep {
  return { id, type: 'thought', author: model, at: 1, raw: `${text} `, text }
}

export function look(id: string, numbers: readonly number[] = [10, 20, 110, 120]): LookStep {
  const [a = 0, b = 0, c = 0, d = 0] = numbers
  return {
    id,
    type: 'look',
    author: model,
    at: 1,
    raw: `{"bbox_2d": [${numbers.join(', ')}]}\n`,
    request: { numbers, frame: overview.size },
    region: box(a * 3, b * 3, c * 3 + 1, d * 3 + 1),
    flags: [],
  }
}

export function observation(id: string, of: string): ObservationStep {
  const view = { ...overview, crop: box<'image'>(30, 60, 331, 361), filter: 'lanczos' } as const
  return { id, type: 'observation', author: model, at: 1, raw: '', look: of, view }
}

export function answer(id: string, text: string): AnswerStep {
  return { id, type: 'answer', author: model, at: 1, raw: `<answer>${text}</answer>`, text }
}

export function branch(id: string, path: readonly string[] = []): Branch {
  return {
    id,
    name: id,
    star: false,
    author: model,
    createdAt: 1,
    question: 'What is the total?',
    model: 'm',
    dialect: 'vlm-r3',
    settings: defaultSettings,
    view: overview,
    path,
    open: { text: '', tokens: [] },
    run: { type: 'idle' },
    binned: false,
  }
}

export const created: Change = {
  type: 'project-created',
  id: 'p',
  at: 1,
  title: 'receipt.png',
  image: { id: 'img', name: 'receipt.png', bytes: 10, width: 1008, height: 756 },
}

/** think, look, observe, think, answer. */
export const fiveSteps: readonly Step[] = [
  thought('t1', '<think>I look for the total.'),
  look('l1'),
  observation('o1', 'l1'),
  thought('t2', 'It reads 7.'),
  answer('a1', '7'),
]

/** A project with one finished branch `main` of these steps. */
export function projectWith(steps: readonly Step[] = fiveSteps): Project {
  const changes: Change[] = [
    { type: 'branch-added', branch: branch('main'), steps: [], clears: [] },
    { type: 'run-started', branch: 'main', at: 2 },
    { type: 'steps-added', branch: 'main', steps },
    { type: 'run-ended', branch: 'main', at: 3, reason: 'answered' },
  ]
  return changes.reduce(applyChange, createProject(created as Extract<Change, { type: 'project-created' }>))
}
