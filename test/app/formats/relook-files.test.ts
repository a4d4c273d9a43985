/** Relook's own rows and logs of sub-agents: what a whole tree must have, what is mended and told, what came of each call. */
import { describe, expect, test } from 'vitest'
import { relookVersion } from '../../../app/formats/relook'
import { treeChanges } from '../../../app/formats/tree'
import { replay } from '../../../app/trace/replay'
import type { Origin } from '../../../app/trace/origin'
import type { Project } from '../../../app/trace/project'
import {
  answerOn,
  issuesIn,
  likeliest,
  refusedFor,
  regionsOn,
  traceIn,
  tracesIn,
} from '../../builders/format-rows'
import { must } from '../../builders/must'
import { fiveSteps, projectWith } from '../../builders/project'

/** A row as it lies in a file. */
function row(project: unknown, more: object = {}): unknown {
  return JSON.parse(JSON.stringify({ relook: relookVersion, image: 'images/receipt.png', project, ...more }))
}

describe('a row of Relook', () => {
  const project: Project = projectWith(fiveSteps)

  test('is its tree, with the question of its first branch and the image beside the file', () => {
    expect(likeliest(row(project))).toBe('relook')
    const trace = traceIn('relook', row(project))
    expect(trace).toMatchObject({
      id: 'p',
      question: 'What is the total?',
      images: [{ type: 'path', path: 'images/receipt.png' }],
      turns: [],
      meta: { title: 'receipt.png' },
    })
    expect(trace.tree).toEqual(project)
  })

  test('says what its file said: gold answers and boxes, verdict, system words', () => {
    const origin: Origin = {
      ...{ collection: 'c', row: 0, file: 'a.jsonl', line: 1, format: 'grit', pictures: [], main: 0 },
      goldBoxes: [
        {
          numbers: [1, 2, 3, 4],
          space: 'image',
          label: 'sign',
          region: { left: 1, top: 2, right: 3, bottom: 4 } as never,
        },
        { numbers: [5, 6, 7, 8], space: 'image', region: { left: 5, top: 6, right: 7, bottom: 8 } as never },
      ],
      gold: ['7'],
      verdict: 0.5,
      system: 'Be brief.',
      meta: { category: 'total' },
    }
    expect(traceIn('relook', row({ ...project, origin }))).toMatchObject({
      system: 'Be brief.',
      gold: ['7'],
      goldBoxes: [
        { numbers: [1, 2, 3, 4], space: 'image', label: 'sign' },
        { numbers: [5, 6, 7, 8], space: 'image' },
      ],
      verdict: 0.5,
      meta: { category: 'total', title: 'receipt.png' },
    })
  })

  test('of a later version is refused, one without a version as well', () => {
    expect(refusedFor('relook', row(project, { relook: 9 }))).toEqual([
      { path: 'relook', message: `The row is of version 9; this Relook reads ${String(relookVersion)}.` },
    ])
    expect(refusedFor('relook', row(project, { relook: '1' }))).toEqual([
      { path: 'relook', message: 'The row has no version.' },
    ])
  })

  test.each<[string, Partial<Record<keyof Project, unknown>>, string]>([
    ['no branch', { branches: [] }, 'There is no branch.'],
    [
      'a branch of steps that are not there',
      { branches: [{ ...project.branches[0], path: ['gone'] }] },
      'A branch names a step that is not there.',
    ],
    [
      'two branches of one id',
      { branches: [project.branches[0], project.branches[0]] },
      'Two branches have one id.',
    ],
    [
      'a step under another id',
      { steps: { ...project.steps, other: project.steps['a1'] } },
      'A step stands under another id than its own.',
    ],
  ])('with %s is refused', (_, wrong, message) => {
    expect(refusedFor('relook', row({ ...project, ...wrong }))?.map((issue) => issue.message)).toContain(
      message,
    )
  })

  test('a draft or a review that cannot be read takes no other along, and that is told', () => {
    const wrong = {
      ...project,
      drafts: { t2: { type: 'text', text: 'It reads 8.' }, l1: { type: 'region' } },
      reviews: { 'main/Ada': 7 },
    }
    const [trace] = tracesIn('relook', row(wrong))
    expect(trace?.tree?.drafts).toEqual({ t2: { type: 'text', text: 'It reads 8.' } })
    expect(trace?.tree?.reviews).toEqual({})
    const told = issuesIn('relook', row(wrong))
    expect(told.length).toBeGreaterThan(0)
    for (const { path, message } of told) {
      expect(path).toMatch(/^project\.(?:drafts|reviews)\./)
      expect(message).toMatch(/\. It was filled in or left out\.$/)
    }
  })

  test('fields of a later Relook are kept, undo is not', () => {
    const later = { ...project, mood: 'good', history: { past: [{ type: 'undone' }], future: [] } }
    const tree = must(traceIn('relook', row(later)).tree)
    expect(tree).toMatchObject({ mood: 'good', history: { past: [], future: [] } })
    expect(replay(treeChanges(tree, { id: 'here' }))).toMatchObject({ id: 'here', mood: 'good' })
  })

  test('what an earlier version kept beside its steps is what was written', () => {
    const look = must(project.steps['l1'])
    const own = {
      request: { numbers: [1, 2, 3, 4], frame: { width: 336, height: 252 } },
      region: { left: 3, top: 6, right: 10, bottom: 13 },
      flags: ['clamped'],
    }
    const steps = { ...project.steps, l1: { ...look, own } }
    expect(traceIn('relook', row({ ...project, steps })).tree?.steps['l1']).toEqual({ ...look, ...own })
  })

  test('a run that went on elsewhere was cut off here', () => {
    const running = {
      type: 'running',
      startedAt: 5,
      model: 'm',
    } as unknown as Project['branches'][number]['run']
    const tree = { ...project, branches: project.branches.map((branch) => ({ ...branch, run: running })) }
    expect(replay(treeChanges(tree, { id: 'here' }))?.branches[0]?.run).toEqual({
      type: 'ended',
      startedAt: 5,
      endedAt: 5,
      reason: 'cut-off',
    })
  })
})

describe('a log of sub-agents', () => {
  const said = (content: string, calls = 0) => {
    const call =
      "ChatCompletionMessageToolCall(id='t', function=Function(arguments='{}', name='spawn'), type='function')"
    const list = calls === 0 ? 'None' : `[${Array.from({ length: calls }, () => call).join(', ')}]`
    return `ChatCompletionMessage(content=${JSON.stringify(content)}, role='assistant', tool_calls=${list})`
  }
  const called = (numbers: string, place: string, rect: string, task: string) =>
    `[${numbers}]\n1000 800\n${place}\n(${rect})\n${task}`

  test('is the thoughts, calls and answers of the first agent; what the others said goes back to it', () => {
    const log = [
      '1000 800',
      'How many birds?',
      said('I split the image.', 1),
      called('0, 500, 1000, 1000', '0 0', '0, 400, 1000, 800', 'Count below.'),
      said('Three.'),
      said('There are three.'),
    ].join('\n')
    expect(likeliest(log)).toBe('spawn-log')
    const trace = traceIn('spawn-log', log)
    expect(trace).toMatchObject({
      question: 'How many birds?',
      images: [],
      sizes: [{ width: 1000, height: 800 }],
    })
    expect(trace.turns).toMatchObject([
      { type: 'model', text: '<think>I split the image.</think>' },
      { type: 'look', numbers: [0, 500, 1000, 1000], label: 'Count below.' },
      { type: 'given', role: 'tool', text: '' },
      { type: 'given', role: 'tool', text: 'Three.' },
      { type: 'model', text: 'There are three.' },
    ])
    expect(regionsOn(trace, { width: 1000, height: 800 })).toEqual([[0, 400, 1000, 800]])
    expect(answerOn(trace, { width: 1000, height: 800 })).toBe('There are three.')
  })

  test('a call inside a crop counts in that crop', () => {
    const inner = '[0, 0, 500, 500]\n1000 400\n0 400\n(0, 400, 500, 600)\nCloser.'
    const log = [
      '1000 800',
      'How many birds?',
      said('', 1),
      called('0, 500, 1000, 1000', '0 0', '0, 400, 1000, 800', 'Below.'),
      said('', 1),
      inner,
      said('Two.'),
      said('Two below.'),
      said('Two.'),
    ].join('\n')
    const looks = traceIn('spawn-log', log).turns.flatMap((turn) => (turn.type === 'look' ? [turn] : []))
    expect(looks.map((look) => look.source)).toEqual([undefined, 1])
    expect(answerOn(traceIn('spawn-log', log), { width: 1000, height: 800 })).toBe('Two.')
  })

  test('without a message of a model is none', () => {
    expect(refusedFor('spawn-log', '1000 800\nHow many birds?')).toEqual([
      { message: 'The text is no such log.' },
    ])
    expect(refusedFor('spawn-log', `note: ${said('a', 1)}`)).toEqual([
      { message: 'The log holds no message.' },
    ])
  })
})
