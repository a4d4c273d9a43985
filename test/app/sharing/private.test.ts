/** What of a machine never goes along: folders in sentences, paths in facts of a file; and what a page shows of a trace. */
import { describe, expect, test } from 'vitest'
import { publicChange, withoutFolders } from '../../../app/sharing/private'
import { pageEntry, sharedImage, sharedModel, sharedProject } from '../../../app/sharing/shared-project'
import type { Change } from '../../../app/trace/change'
import type { Origin } from '../../../app/trace/origin'
import type { Project } from '../../../app/trace/project'
import { answer, branch, created, fiveSteps, projectWith, thought } from '../../builders/project'
import { must } from '../../builders/must'

describe('folders', () => {
  test.each([
    ['There is no file /home/ada/a b.', 'There is no file a b.'],
    ['“/home/ada/x.png” is broken', '“x.png” is broken'],
    ["'C:\\Users\\Ada\\x.png' is broken", "'x.png' is broken"],
    ['C:/Users/Ada/x.png', 'x.png'],
    ['\\\\server\\share\\x.png', 'x.png'],
    ['file:///home/ada/x.png', 'x.png'],
    ['~/models/x.onnx is missing', 'x.onnx is missing'],
    ['/data/models/: not a folder', 'models: not a folder'],
    ['in /data/图片/é.png, and /data/b/c.', 'in é.png, and c.'],
    // Names of people and disks have blanks in them.
    ['There is no file /Users/Ada Lovelace/x.png.', 'There is no file x.png.'],
    ['C:\\Users\\Ada King Lovelace\\My Files\\x.png is missing', 'x.png is missing'],
    ['/data/a.png is not /Volumes/My Disk/b.png', 'a.png is not b.png'],
  ])('%s → %s', (text, shown) => expect(withoutFolders(text)).toBe(shown))

  test.each([
    'a/b',
    'Qwen/Qwen2.5-VL',
    'https://example.org/data/models/x.onnx',
    'either/or, 3/4, km/h',
    'The ratio w/h/d is odd.',
    './a/b',
    '</think></answer>',
    '/',
  ])('%s stays', (text) => expect(withoutFolders(text)).toBe(text))
})

describe('a change as others may read it', () => {
  const origin: Origin = {
    ...{ collection: 'c', row: 1, file: 'a.jsonl', line: 2, format: 'grit', goldBoxes: [], main: 0 },
    pictures: [
      { name: '/home/ada/a.png', type: 'path' },
      { name: 'https://example.org/x/a.png', type: 'url' },
    ],
    meta: {
      image: '/home/ada/a.png',
      deep: [{ windows: 'D:\\data\\b.png', note: 'It lies at /home/ada, he said.' }],
      said: '/think about it\nin two lines/',
      n: 7,
      nothing: null,
    },
  }
  const shown = { image: 'a.png', deep: [{ windows: 'b.png', note: 'It lies at /home/ada, he said.' }] }

  test('has facts of a file without its folders; words stay to the letter', () => {
    const change = publicChange({ ...created, origin } as Change)
    expect(change).toMatchObject({
      origin: {
        pictures: [{ name: 'a.png' }, { name: 'https://example.org/x/a.png' }],
        meta: { ...shown, said: '/think about it\nin two lines/', n: 7, nothing: null },
      },
    })
    expect(publicChange(created)).toEqual(created)
  })

  test('has why a run failed, without where and without details', () => {
    const failure = {
      code: 'model-failed',
      message: 'There is no file /home/ada/x.onnx.',
      detail: 'at /home/ada/y',
    } as const
    const ended: Change = { type: 'run-ended', branch: 'b', at: 2, reason: 'failed', failure }
    const told = { code: 'model-failed', message: 'There is no file x.onnx.' }
    expect(publicChange(ended)).toEqual({ ...ended, failure: told })
    const run = { type: 'ended', startedAt: 1, endedAt: 2, reason: 'failed', failure } as const
    const added: Change = { type: 'branch-added', branch: { ...branch('b'), run }, steps: [], clears: [] }
    expect(publicChange(added)).toMatchObject({ branch: { run: { failure: told } } })
    expect(JSON.stringify(publicChange(added))).not.toContain('ada')
  })

  test('is the same where there is nothing to hide', () => {
    const others: readonly Change[] = [
      { type: 'branch-starred', branch: 'b', star: true },
      { type: 'run-ended', branch: 'b', at: 2, reason: 'answered' },
      { type: 'branch-added', branch: branch('b'), steps: [], clears: [] },
    ]
    for (const change of others) expect(publicChange(change)).toEqual(change)
  })
})

describe('a project as others see it', () => {
  const project = (more: Partial<Project> = {}): Project => ({ ...projectWith(fiveSteps), ...more })

  test('its image has one name everywhere, and no file', () => {
    const shared = sharedProject(project(), {})
    expect(shared.image).toEqual({ id: sharedImage, name: '', bytes: 0, width: 1008, height: 756 })
    expect(JSON.stringify(shared)).not.toContain('"img"')
    expect(shared.steps['o1']).toMatchObject({ view: { image: sharedImage } })
  })

  test('steps are what is read: their words, no tokens, no moment, raw text only of code and calls', () => {
    const tokens = [{ id: 1, text: '7' }]
    const steps = [
      ...fiveSteps.slice(0, 4),
      { ...answer('a1', '7'), tokens },
      { ...thought('code', 'I cut.'), raw: 'print(1)', kind: { type: 'code' } as const },
    ]
    const shared = sharedProject(project({ ...projectWith(steps) }), {})
    expect(shared.steps['a1']).toEqual({
      id: 'a1',
      type: 'answer',
      author: { type: 'model', model: 'm' },
      at: 0,
      raw: '',
      text: '7',
    })
    expect(shared.steps['code']).toMatchObject({ raw: 'print(1)' })
    expect(Object.values(shared.steps).every((step) => step.at === 0)).toBe(true)
  })

  test('a person is somebody, a server or a folder of a model is nowhere', () => {
    const of = (author: object) => {
      const step = { ...answer('a1', '7'), author } as (typeof fiveSteps)[number]
      return sharedProject(project({ ...projectWith([step]) }), {}).steps['a1']?.author
    }
    expect(of({ type: 'person', name: 'Ada' })).toEqual({ type: 'person' })
    expect(of({ type: 'model', model: 'server:gpu-box/Qwen/x' })).toEqual({ type: 'model', model: 'Qwen/x' })
    expect(of({ type: 'model', model: '/data/models/x' })).toEqual({ type: 'model', model: 'x' })
    expect(sharedModel('built-in')).toBe('built-in')
  })

  test('the branch that opens first comes first, and a run that goes on was cut off', () => {
    const base = project()
    const main = must(base.branches[0])
    const running = {
      ...branch('later'),
      run: { type: 'running', startedAt: 5, model: 'm' },
    } as unknown as typeof main
    const starred = { ...main, id: 'starred', star: true }
    const shared = sharedProject({ ...base, branches: [running, starred] }, {})
    expect(shared.branches.map((b) => b.run)).toContainEqual({
      type: 'ended',
      startedAt: 0,
      endedAt: 0,
      reason: 'cut-off',
    })
    const only = sharedProject({ ...base, branches: [running, starred] }, { branch: 'starred' })
    expect(only.branches.map((b) => b.id)).toEqual(['starred'])
  })
})

describe('an entry of the list', () => {
  test('has its words in one line, as long as fits', () => {
    const base = projectWith([answer('a1', ` a\n\tb ${'c'.repeat(40)}`)])
    const entry = pageEntry({ ...base, title: 'x'.repeat(30) }, 20)
    expect(entry).toEqual({
      title: `${'x'.repeat(19)}…`,
      question: 'What is the total?',
      answer: `a b ${'c'.repeat(15)}…`,
      looks: 0,
      branches: 1,
    })
  })

  test('of a trace has what is right and how right it was; of nothing it is empty', () => {
    const origin = { gold: ['7', 'seven'], verdict: 0.5 } as unknown as Origin
    expect(pageEntry({ ...projectWith(fiveSteps), origin })).toMatchObject({
      gold: '7 / seven',
      verdict: 0.5,
      looks: 1,
    })
    expect(pageEntry({ ...projectWith(), branches: [] })).toMatchObject({
      question: '',
      looks: 0,
      branches: 0,
    })
  })
})
