/** What others may see of a project, and what stays. */
import { expect, test } from 'vitest'
import { pageEntry, sharedModel, sharedProject } from '../../../app/sharing/shared-project'
import { withoutFolders } from '../../../app/sharing/private'
import type { Project } from '../../../app/trace/project'
import { branch, fiveSteps, projectWith } from '../../builders/project'

const secret = { by: 'Ada', at: 1, tags: [], note: 'secret', goldBoxes: [], spent: 5 } as const

function whole(): Project {
  const base = projectWith()
  const run = { type: 'ended', startedAt: 1, endedAt: 2, reason: 'answered' } as const
  const of = (id: string) => ({
    ...branch(
      id,
      fiveSteps.map((s) => s.id),
    ),
    run,
  })
  return {
    ...base,
    branches: [...base.branches, { ...of('gone'), binned: true }, { ...of('trial'), trial: true }],
    drafts: {
      t2: { type: 'text', text: 'It reads 8.' },
      x: { type: 'thought', branch: 'gone', text: 'secret' },
    },
    reviews: { 'main/Ada': secret },
    origin: {
      ...{ collection: 'c', row: 1, file: 'secret.jsonl', line: 2, format: 'f', goldBoxes: [], main: 0 },
      pictures: [{ name: '/home/secret/a.png', type: 'path' }],
      gold: ['7'],
      system: 'secret',
      meta: { secret: 1 },
    },
  }
}

test('reviews, other branches, prompts, fields and names stay; what is shown goes along', () => {
  const shared = sharedProject(whole(), {})
  expect(JSON.stringify(shared)).not.toMatch(/secret|Ada|receipt\.png"?,"bytes/)
  expect(shared.branches.map((b) => b.id)).toEqual(['main'])
  expect(shared.drafts).toEqual({ t2: { type: 'text', text: 'It reads 8.' } })
  expect(shared.origin?.gold).toEqual(['7'])
  expect(Object.values(shared.steps).map((s) => s.type)).toEqual(fiveSteps.map((s) => s.type))
  expect(pageEntry(shared)).toMatchObject({
    question: 'What is the total?',
    answer: '7',
    gold: '7',
    looks: 1,
  })
})

test('one branch, or none that could be shown', () => {
  expect(sharedProject(whole(), { branch: 'trial' }).branches.map((b) => b.id)).toEqual(['trial'])
  expect(sharedProject(whole(), { original: true }).drafts).toEqual({})
  expect(() => sharedProject(whole(), { branch: 'nothing' })).toThrow('no branch')
})

test('a view of another image keeps the hash it is known by', () => {
  const project = whole()
  const seen = project.steps['o1']
  if (seen?.type !== 'observation') throw new Error('no crop')
  const other = { ...seen, view: { ...seen.view, image: 'other' } }
  const shared = sharedProject({ ...project, steps: { ...project.steps, o1: other } }, {})
  expect(shared.steps['o1']).toMatchObject({ view: { image: 'other' } })
})

test('folders go, words that only look like some stay', () => {
  expect(withoutFolders('It lies at /home/ada/models/x.onnx, or C:\\Users\\ada\\x.')).toBe(
    'It lies at x.onnx, or x.',
  )
  for (const words of ['either/or', '1/2 of it', 'https://example.org/a/b', 'and/or, km/h'])
    expect(withoutFolders(words)).toBe(words)
  expect(sharedModel('server:gpu-box//data/models/Qwen')).toBe('Qwen')
  expect(sharedModel('server:gpu-box/Qwen/Qwen2.5-VL')).toBe('Qwen/Qwen2.5-VL')
})

test('what a list shows of a text is not cut within a letter', () => {
  const { title } = pageEntry({ ...projectWith(), title: `${'a'.repeat(158)}🔍 and more` })
  expect(title).toBe(`${'a'.repeat(158)}…`)
})
