import { describe, expect, test } from 'vitest'
import { checks, findAll, type CheckedTrace } from '../../../app/checks'
import { choicesOf } from '../../../app/checks/answer'
import { checkedOf, rowIdOf } from '../../../app/checks/checked'
import { box } from '../../../app/geometry/box'
import { applyChange } from '../../../app/trace/change'
import { branchOf, type Branch, type Project } from '../../../app/trace/project'
import type { LookStep, Step } from '../../../app/trace/step'
import { answer, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'

const of = (project: Project) => checkedOf(project, branchOf(project, 'main') as Branch)
const trace = (steps: readonly Step[] = fiveSteps, more: Partial<CheckedTrace> = {}): CheckedTrace => ({
  ...of(projectWith(steps)),
  ...more,
})
const found = (checked: CheckedTrace) => findAll(checked).map((f) => [f.check, f.step])
const at = (id: string, ...[left, top, right, bottom]: [number, number, number, number]): LookStep => ({
  ...look(id),
  region: box(left, top, right, bottom),
})

describe('checks', () => {
  test('find nothing wrong with a sound trace', () => {
    expect(found(trace())).toEqual([])
  })

  test('find a box outside the image, and one without area', () => {
    const clamped: LookStep = { ...look('l1'), flags: ['clamped'] }
    const steps = [
      clamped,
      observation('o1', 'l1'),
      thought('t', 'It says seven.'),
      at('l2', 5, 5, 5, 90),
      ...fiveSteps.slice(3),
    ]
    expect(found(trace(steps))).toEqual([
      ['box', 'l1'],
      ['box', 'l2'],
    ])
  })

  test('do not hold a missing picture against a box', () => {
    const blind: LookStep = { ...at('l1', 0, 0, 0, 0), flags: ['missing-image'] }
    expect(found(trace([blind, ...fiveSteps.slice(3)]))).toEqual([])
  })

  test('find a look that shows what an earlier one has shown', () => {
    const steps = [
      at('l1', 100, 100, 300, 300),
      observation('o1', 'l1'),
      thought('t', 'I see a label here.'),
      at('l2', 100, 100, 300, 305),
      observation('o2', 'l2'),
      ...fiveSteps.slice(3),
    ]
    expect(found(trace(steps))).toEqual([['redundant', 'l2']])
  })

  test('find a crop that is too small or has nothing in it, but not a line of print', () => {
    const tiny = [at('l1', 0, 0, 200, 20), observation('o1', 'l1'), ...fiveSteps.slice(3)]
    expect(found(trace(tiny))).toEqual([['crop', 'l1']])
    const stats = (deviation: number, entropy: number) =>
      trace(fiveSteps, { stats: { l1: { deviation, entropy } } })
    expect(found(stats(1.2, 2))).toEqual([['crop', 'l1']])
    expect(found(stats(30, 0.6))).toEqual([])
  })

  test('find a crop nobody speaks of', () => {
    const silent = [...fiveSteps.slice(0, 3), answer('a1', '7')]
    expect(found(trace(silent))).toEqual([['ignored', 'l1']])
    expect(found(trace(silent, { givesCrops: false }))).toEqual([])
  })

  test('let looks of one turn be spoken of together', () => {
    const steps = [
      look('l1'),
      at('l2', 500, 500, 700, 700),
      observation('o1', 'l1'),
      observation('o2', 'l2'),
      ...fiveSteps.slice(3),
    ]
    expect(found(trace(steps))).toEqual([])
  })

  test('find an answer that is missing, empty, a paragraph, or none of the choices', () => {
    const ends = (text: string | undefined, question = 'What is it?') =>
      found(
        trace([...fiveSteps.slice(0, 4), ...(text === undefined ? [] : [answer('a1', text)])], { question }),
      )
    const choice = 'Which one?\nA. red\nB. blue'
    expect(ends(undefined)).toEqual([['answer', undefined]])
    expect(ends('')).toEqual([['answer', 'a1']])
    expect(ends('word '.repeat(80))).toEqual([['answer', 'a1']])
    expect(ends('C', choice)).toEqual([['answer', 'a1']])
    for (const right of ['B', '(B)', 'b', 'B. blue', 'It is blue.']) expect(ends(right, choice)).toEqual([])
  })

  test('read choices in the ways they are written', () => {
    expect(choicesOf('What? (A) Open (B) Closed').map((c) => c.text)).toEqual(['Open', 'Closed'])
    expect(choicesOf('What?\nA: one\nB: two').map((c) => c.letter)).toEqual(['A', 'B'])
    expect(choicesOf('Is vitamin B. good?')).toEqual([])
  })

  test('look at the trace as it is corrected, and know which row that is', () => {
    const project = applyChange(projectWith(), {
      type: 'drafted',
      key: 'l1',
      draft: { type: 'region', region: box(0, 0, 300, 10) },
    })
    const checked = of(project)
    const [finding] = findAll(checked)
    const branch = branchOf(project, 'main') as Branch
    expect(finding?.check).toBe('crop')
    expect(rowIdOf(branch, checked.steps, finding?.step ?? '')).toBe('l1')
  })
})

describe('every check', () => {
  test('has an id of its own, a name and a sentence', () => {
    expect(new Set(checks.map((c) => c.id)).size).toBe(checks.length)
    for (const c of checks) expect(c.name.length > 3 && c.asks.endsWith('.')).toBe(true)
  })

  test('names steps that are there', () => {
    const steps = [at('l1', 0, 0, 5, 5), at('l2', 0, 0, 5, 5), answer('a1', ''), answer('a2', '')]
    const ids = new Set(trace(steps).steps.map((s) => s.id))
    for (const f of findAll(trace(steps))) expect(f.step === undefined || ids.has(f.step)).toBe(true)
  })
})
