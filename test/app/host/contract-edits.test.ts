/** What a window may ask to be changed: edits, runs, new projects, the menu. What is outside never reaches a journal. */
import { describe, expect, test } from 'vitest'
import { hostContract, longestText } from '../../../app/host'
import { verdicts, stepVerdicts } from '../../../app/trace/review'

const { edit, run, createProject, setMenu, setIdle, setBudget, setProvider, view, prompt } = hostContract
const box = { left: 0, top: 0, right: 10, bottom: 10 }
const changed = (change: unknown) => edit.input.safeParse({ project: 'p', change })
const isTaken = (change: unknown) => changed(change).success

describe('an edit', () => {
  test.each([
    { type: 'project-renamed', title: 'Receipt' },
    { type: 'drafted', key: 's1', draft: null },
    { type: 'drafted', key: 's1', draft: { type: 'removed' }, by: 'Ada' },
    { type: 'drafted-all', drafts: { s1: { type: 'text', text: '' }, s2: null } },
    { type: 'respace', space: null },
    { type: 'respace', space: 'per-mille', order: 'yxyx', pixels: 1e6 },
    { type: 'review-timed', branch: 'b', by: 'Ada', ms: 0, day: '2026-12-01' },
    { type: 'undone' },
    { type: 'redone', by: 'Ada' },
    { type: 'branch-renamed', branch: 'b', name: 'Again' },
    { type: 'branch-starred', branch: 'b', star: true },
    { type: 'branch-binned', branch: 'b', binned: false },
  ])('%j is taken as it is', (change) => {
    const read = changed(change)
    expect(read.success && read.data).toEqual({ project: 'p', change })
  })

  test.each([
    { type: 'project-renamed', title: '' },
    { type: 'project-renamed', title: 'a'.repeat(301) },
    { type: 'drafted', draft: null },
    { type: 'drafted', key: 's1' },
    { type: 'respace', space: 'miles' },
    { type: 'respace', space: 'image', order: 'yyxx' },
    { type: 'respace', space: 'image', pixels: 0 },
    { type: 'review-timed', branch: 'b', by: 'Ada', ms: -1 },
    { type: 'review-timed', branch: 'b', by: '', ms: 1 },
    { type: 'review-timed', branch: 'b', by: 'Ada', ms: 1, day: '1.12.2026' },
    { type: 'undone', by: '' },
    { type: 'branch-starred', branch: 'b', star: 'yes' },
    { type: 'branch-renamed', branch: 'b', name: '' },
  ])('%j is refused', (change) => expect(isTaken(change)).toBe(false))

  test.each([
    'project-created',
    'branch-added',
    'step-added',
    'run-ended',
    'tokens-streamed',
    'history-cleared',
  ])('no window makes a change of the type %s: that is the host’s', (type) =>
    expect(isTaken({ type, branch: 'b', title: 'a', key: 'k', draft: null })).toBe(false),
  )
})

describe('a draft', () => {
  const drafted = (draft: unknown) => isTaken({ type: 'drafted', key: 's1', draft })

  test.each([
    { type: 'region', region: box },
    { type: 'region', region: box, point: { x: 1, y: 2 } },
    { type: 'text', text: 'It reads 8.' },
    { type: 'look', branch: 'b', region: box },
    { type: 'look', branch: 'b', after: 's1', region: box },
    { type: 'thought', branch: 'b', after: 's1', text: '' },
    { type: 'answer', branch: 'b', text: '8' },
    { type: 'order', branch: 'b', order: ['s2', 's1'] },
    { type: 'removed' },
  ])('%j', (draft) => expect(drafted(draft)).toBe(true))

  test.each([
    { type: 'region' },
    { type: 'region', region: { ...box, left: 'a' } },
    { type: 'region', region: box, point: { x: 1 } },
    { type: 'text' },
    { type: 'look', region: box },
    { type: 'order', branch: 'b', order: [''] },
    { type: 'order', branch: 'b', order: Array.from({ length: 10_001 }, () => 's') },
    { type: 'erased' },
  ])('not %j', (draft) => expect(drafted(draft)).toBe(false))

  test('words of a person are as long as a page, not as long as a book', () => {
    expect(drafted({ type: 'text', text: 'a'.repeat(longestText) })).toBe(true)
    expect(drafted({ type: 'text', text: 'a'.repeat(longestText + 1) })).toBe(false)
  })
})

describe('a review', () => {
  const least = { tags: [], note: '', goldBoxes: [], by: 'Ada', at: 1, spent: 0 }
  const reviewed = (more: object) => isTaken({ type: 'reviewed', branch: 'b', review: { ...least, ...more } })

  test('may be undecided, and have every verdict there is', () => {
    expect(reviewed({})).toBe(true)
    for (const verdict of verdicts) expect(reviewed({ verdict })).toBe(true)
    expect(reviewed({ verdict: 'right' })).toBe(false)
  })

  test.each([
    { steps: Object.fromEntries(stepVerdicts.map((v, i) => [`s${String(i)}`, v])) },
    { goldBoxes: [box], gold: 'red', tags: ['blurred', '模糊'] },
    { scores: { clarity: 3 }, days: { '2026-12-01': 4000 }, looks: ['l1'] },
    { settles: ['Bo'], merged: true, judge: true },
  ])('may hold %j', (more) => expect(reviewed(more)).toBe(true))

  test.each([
    { by: '' },
    { by: 'a'.repeat(101) },
    { spent: -1 },
    { tags: [''] },
    { tags: Array.from({ length: 101 }, () => 'a') },
    { goldBoxes: [[0, 0, 1, 1]] },
    { steps: { s1: 'right' } },
    { scores: { clarity: '3' } },
    { days: { today: 4000 } },
    { days: { '2026-12-01': -1 } },
  ])('not %j', (more) => expect(reviewed(more)).toBe(false))

  test.each(['tags', 'note', 'goldBoxes', 'by', 'at', 'spent'])('is not whole without %s', (name) => {
    expect(reviewed({ [name]: undefined })).toBe(false)
  })
})

describe('a run', () => {
  const settings = { temperature: 0, seed: 0, maxTokens: 100, maxLooks: 4 }
  const least = { project: 'p', question: 'What?', model: 'm', settings }
  const isRun = (more: object) => run.input.safeParse({ ...least, ...more }).success

  test('begins at the beginning, behind a step, or at a token that a person put there', () => {
    expect(isRun({})).toBe(true)
    expect(isRun({ from: { branch: 'b' } })).toBe(true)
    expect(isRun({ from: { branch: 'b', step: 's1' } })).toBe(true)
    const forced = [{ text: 'red', logprob: -1 }]
    expect(isRun({ from: { branch: 'b', token: { step: 's1', at: 3, forced } } })).toBe(true)
  })

  test.each([
    { question: '' },
    { question: 'a'.repeat(20_001) },
    { model: '' },
    { settings: { ...settings, maxTokens: 0 } },
    { name: '' },
    { from: { step: 's1' } },
    { from: { branch: 'b', token: { step: 's1', at: 3, forced: [] } } },
    { from: { branch: 'b', token: { step: 's1', at: 3 } } },
  ])('not with %j', (more) => expect(isRun(more)).toBe(false))
})

describe('a new project', () => {
  const made = (source: unknown, title?: unknown) => createProject.input.safeParse({ source, title }).success

  test('is made of an image that was brought, a sample, or a file', () => {
    expect(made({ type: 'image', image: 'a'.repeat(64) })).toBe(true)
    expect(made({ type: 'image', image: 'i', by: 'pillow' }, 'Receipt')).toBe(true)
    expect(made({ type: 'sample', file: 'receipt.png' })).toBe(true)
    expect(made({ type: 'path', path: '/home/a.png' })).toBe(true)
  })

  test.each([
    { type: 'image' },
    { type: 'image', image: 'i', by: 'opencv' },
    { type: 'sample', file: '' },
    { type: 'url', url: 'https://example.org/a.png' },
  ])('not of %j', (source) => expect(made(source)).toBe(false))

  test('has a title that can be read in a list', () => {
    expect(made({ type: 'path', path: '/a' }, '')).toBe(false)
    expect(made({ type: 'path', path: '/a' }, 'a'.repeat(301))).toBe(false)
  })
})

describe('the inference process', () => {
  test('is freed after minutes of a day, never after none', () => {
    const takes = (minutes: unknown) => setIdle.input.safeParse({ minutes }).success
    expect([0, 1, 1440].map(takes)).toEqual([true, true, true])
    expect([-1, 1441, 0.5, '5'].map(takes)).toEqual([false, false, false, false])
  })

  test('may keep a megabyte to a terabyte, or what the model needs', () => {
    const takes = (bytes?: unknown) => setBudget.input.safeParse(bytes === undefined ? {} : { bytes }).success
    expect([undefined, 1e6, 1e12].map((b) => takes(b))).toEqual([true, true, true])
    expect([1e6 - 1, 1e12 + 1, 0].map((b) => takes(b))).toEqual([false, false, false])
  })

  test('computes where providers are named', () => {
    for (const provider of ['auto', 'webgpu', 'cuda', 'dml', 'coreml', 'cpu'])
      expect(setProvider.input.safeParse({ provider }).success).toBe(true)
    expect(setProvider.input.safeParse({ provider: 'gpu' }).success).toBe(false)
  })

  test('is asked for a view or a prompt of something that is named', () => {
    expect(view.input.safeParse({ project: 'p', model: 'm', region: box }).success).toBe(true)
    expect(view.input.safeParse({ project: 'p', model: 'm' }).success).toBe(false)
    expect(prompt.input.safeParse({ project: 'p', branch: 'b' }).success).toBe(true)
    expect(prompt.input.safeParse({ project: 'p' }).success).toBe(false)
  })
})

describe('the menu', () => {
  const item = { id: 'run', title: 'Run', menu: 'run', enabled: true }
  const takes = (items: readonly unknown[], language?: string) =>
    setMenu.input.safeParse({ items, language }).success

  test('has entries with a title and a place; keys are told where there are some', () => {
    expect(takes([item, { ...item, keys: 'Mod+Enter', enabled: false }], 'zh-CN')).toBe(true)
    expect(takes([])).toBe(true)
  })

  test('has no place the shell does not know, and no end that is too far', () => {
    expect(takes([{ ...item, menu: 'tools' }])).toBe(false)
    expect(takes([{ ...item, enabled: undefined }])).toBe(false)
    expect(takes(Array.from({ length: 201 }, () => item))).toBe(false)
  })
})
