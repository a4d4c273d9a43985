import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { box } from '../../../app/geometry/box'
import { correctedSteps, isCorrected } from '../../../app/reasoning/corrected'
import { applyChange, type Change } from '../../../app/trace/change'
import { replay } from '../../../app/trace/replay'
import { stays, unitsOf, unitWords, unitKind, type UnitSource } from '../../../app/trace/correct'
import {
  insertLook,
  insertThought,
  mergeWithNext,
  move,
  reanswer,
  remove,
  split,
} from '../../../app/trace/correct-edits'
import type { DraftChanges } from '../../../app/trace/draft'
import { branchOf, stepsOf, type Branch, type Project } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import { readLine } from '../../../main/store/change-schema'
import { branch, created, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'

const main = (p: Project) => branchOf(p, 'main') as Branch
const source = (p: Project): UnitSource => ({ steps: stepsOf(p, main(p)), drafts: p.drafts, branch: 'main' })
const keys = (p: Project) =>
  unitsOf(source(p))
    .filter(stays)
    .map((u) => u.key)
const edited = (p: Project, drafts: DraftChanges | undefined) =>
  applyChange(p, { type: 'drafted-all', drafts: drafts ?? {} })
const raw = (steps: readonly Step[]) => steps.map((s) => s.raw).join('')
const corrected = (p: Project) => correctedSteps(p, main(p))
const types = (p: Project) =>
  corrected(p)
    .map((s) => s.type)
    .join(' ')

/** think, look, observe, think, answer, with the marks VLM-R³ writes. */
const marked: readonly Step[] = [
  { ...thought('t1', 'I look for the total.'), raw: '<think>I look for the total. ' },
  look('l1'),
  observation('o1', 'l1'),
  { ...thought('t2', 'It reads 7. So it is 7.'), raw: 'It reads 7. So it is 7.</think>\n' },
  fiveSteps[4] as Step,
]

describe('a corrected trace', () => {
  test('without drafts is the recorded one, step by step', () => {
    expect(corrected(projectWith(marked))).toEqual(marked)
    expect(isCorrected(projectWith(), main(projectWith()))).toBe(false)
  })

  test('is the same every time', () => {
    const p = edited(projectWith(marked), remove(source(projectWith(marked)), 'l1'))
    expect(corrected(p)).toEqual(corrected(p))
    expect(isCorrected(p, main(p))).toBe(true)
  })

  test('loses a look together with its crop', () => {
    expect(types(edited(projectWith(marked), { l1: { type: 'removed' } }))).toBe('thought thought answer')
  })

  test('loses also a crop that does not stand right after its look', () => {
    const two = [look('l1'), look('l2'), observation('o1', 'l1'), observation('o2', 'l2')]
    expect(types(projectWith(two))).toBe('look look observation observation')
    expect(types(edited(projectWith(two), { l1: { type: 'removed' } }))).toBe('look observation')
  })

  test('keeps the opening mark where the first thought is taken out', () => {
    const p = edited(projectWith(marked), { t1: { type: 'removed' } })
    expect(raw(corrected(p)).startsWith('<think>{"bbox_2d"')).toBe(true)
  })

  test('keeps both marks in their places where thoughts change places', () => {
    let p = projectWith(marked)
    for (let i = 0; i < 2; i++) p = edited(p, move(source(p), 't1', 1))
    const text = raw(corrected(p))
    expect(keys(p)).toEqual(['l1', 't2', 't1', 'a1'])
    expect(text.indexOf('<think>')).toBe(0)
    expect(text.indexOf('</think>')).toBeGreaterThan(text.indexOf('I look for the total.'))
    expect(text.match(/think>/g)).toHaveLength(2)
  })
})

describe('splitting and merging', () => {
  const p = edited(projectWith(marked), split(source(projectWith(marked)), { key: 't2', at: 12 }, 'new'))

  test('cuts a thought in two at the cursor, as one undo', () => {
    expect(unitsOf(source(p)).flatMap((u) => unitWords(u) ?? [])).toEqual([
      'I look for the total.',
      'It reads 7.',
      'So it is 7.',
      '7',
    ])
    expect(raw(corrected(p))).toContain('It reads 7. So it is 7.</think>\n<answer>7</answer>')
    expect(applyChange(p, { type: 'undone' }).drafts).toEqual({})
  })

  test('makes one of two thoughts again, without a trace of the cut', () => {
    expect(edited(p, mergeWithNext(source(p), 't2')).drafts).toEqual({})
  })

  test('makes one region of two looks', () => {
    const two = projectWith([look('l1', [0, 0, 10, 10]), look('l2', [20, 20, 30, 30])])
    const merged = edited(two, mergeWithNext(source(two), 'l1'))
    expect(merged.drafts['l1']).toEqual({ type: 'region', region: box(0, 0, 91, 91) })
    expect(keys(merged)).toEqual(['l1'])
  })

  test('is not done at an end, nor of a thought and a look', () => {
    expect(split(source(p), { key: 't2', at: 0 }, 'x')).toBeUndefined()
    expect(mergeWithNext(source(p), 't1')).toBeUndefined()
    expect(mergeWithNext(source(p), 'a1')).toBeUndefined()
  })
})

describe('inserting, removing, moving', () => {
  test('what comes after a new step stays when that one is taken out', () => {
    let p = edited(projectWith(), insertThought(source(projectWith()), { after: 't1', text: 'one' }, 'n1'))
    p = edited(p, insertThought(source(p), { after: 'n1', text: 'two' }, 'n2'))
    expect(keys(p)).toEqual(['t1', 'n1', 'n2', 'l1', 't2', 'a1'])
    expect(keys(edited(p, remove(source(p), 'n1')))).toEqual(['t1', 'n2', 'l1', 't2', 'a1'])
  })

  test('a new look stands where it was put in, also in an order a person made', () => {
    let p = projectWith()
    p = edited(p, move(source(p), 't2', -1))
    p = edited(p, insertLook(source(p), { after: 't2', region: box(1, 1, 50, 50) }, 'n'))
    expect(keys(p)).toEqual(['t1', 't2', 'n', 'l1', 'a1'])
    expect(types(p)).toBe('thought thought look observation look observation answer')
  })

  test('moving there and back leaves no draft', () => {
    const there = edited(projectWith(), move(source(projectWith()), 'l1', -1))
    expect(keys(there)).toEqual(['l1', 't1', 't2', 'a1'])
    expect(edited(there, move(source(there), 'l1', 1)).drafts).toEqual({})
  })

  test('an answer stays the end', () => {
    expect(move(source(projectWith()), 'a1', -1)).toBeUndefined()
    expect(move(source(projectWith()), 't2', 1)).toBeUndefined()
  })

  test('an answer is put right, and given where there is none', () => {
    expect(reanswer(source(projectWith()), '8', 'n')).toEqual({ a1: { type: 'text', text: '8' } })
    const none = projectWith(fiveSteps.slice(0, 4))
    const p = edited(none, reanswer(source(none), '8', 'n'))
    expect(corrected(p).at(-1)).toMatchObject({ type: 'answer', text: '8', raw: '<answer>8</answer>' })
  })

  test('what came after something that is gone is not lost', () => {
    const p = edited(projectWith(), { n: { type: 'thought', branch: 'main', after: 'nowhere', text: 'x' } })
    expect(keys(p)).toEqual(['t1', 'l1', 't2', 'n', 'a1'])
  })
})

type Act = { readonly what: number; readonly at: number; readonly n: number }
const act = fc.record({ what: fc.nat(8), at: fc.nat(10), n: fc.nat(40) })

/** What a person may do to a trace, one thing after the other. */
function doing(p: Project, { what, at, n }: Act, i: number): Change | undefined {
  const from = source(p)
  const units = unitsOf(from).filter(stays)
  const key = units[at % Math.max(1, units.length)]?.key ?? 't1'
  const all = (drafts: DraftChanges | undefined): Change | undefined =>
    drafts === undefined ? undefined : { type: 'drafted-all', drafts }
  switch (what) {
    case 0:
      return all(split(from, { key, at: n }, `s${i}`))
    case 1:
      return all(mergeWithNext(from, key))
    case 2:
      return all(remove(from, key))
    case 3:
      return all(insertLook(from, { after: key, region: box(n, n, n + 9, n + 9) }, `k${i}`))
    case 4:
      return all(insertThought(from, { after: key, text: `thought ${n}` }, `h${i}`))
    case 5:
      return all(move(from, key, n % 2 === 0 ? 1 : -1))
    case 6:
      return all(reanswer(from, String(n), `a${i}`))
    case 7: {
      const review = { tags: [], note: String(n), goldBoxes: [], by: 'Ada', at: n, spent: i }
      return { type: 'reviewed', branch: 'main', review: { ...review, verdict: 'accepted' } }
    }
    default:
      return { type: n % 2 === 0 ? 'undone' : 'redone' }
  }
}

const actedOut = (acts: readonly Act[]) => {
  const done: Change[] = []
  const project = acts.reduce((p, a, i) => {
    const change = doing(p, a, i)
    if (change === undefined) return p
    done.push(change)
    return applyChange(p, change)
  }, projectWith(marked))
  return { project, done }
}

describe('whatever a person does', () => {
  test('can be undone to the beginning and redone to the end', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const { project } = actedOut(acts.filter((a) => a.what !== 8))
        const steps = project.history.past.length
        let back = project
        for (let i = 0; i < steps; i++) back = applyChange(back, { type: 'undone' })
        expect({ ...back, history: 0 }).toEqual({ ...projectWith(marked), history: 0 })
        for (let i = 0; i < steps; i++) back = applyChange(back, { type: 'redone' })
        expect({ ...back, history: 0 }).toEqual({ ...project, history: 0 })
        expect(keys(back)).toEqual(keys(project))
      }),
    )
  })

  test('is in the journal: what is read back is the same', () => {
    const before: Change[] = [
      created,
      { type: 'branch-added', branch: branch('main'), steps: [], clears: [] },
      { type: 'run-started', branch: 'main', at: 2 },
      { type: 'steps-added', branch: 'main', steps: marked },
      { type: 'run-ended', branch: 'main', at: 3, reason: 'answered' },
    ]
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const { project, done } = actedOut(acts)
        const lines = [...before, ...done].map((c) => readLine(JSON.stringify(c)))
        const read = lines.map((l) => (l.type === 'change' ? l.change : undefined))
        expect(read).not.toContain(undefined)
        expect(replay(read as Change[])).toEqual(project)
      }),
    )
  })

  test('leaves a whole trace: no look without its crop, marks once and in place, the answer last', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const { project } = actedOut(acts)
        const steps = corrected(project)
        const looks = steps.filter((s) => s.type === 'look').map((s) => s.id)
        const seen = steps.flatMap((s) => (s.type === 'observation' ? [s.look] : []))
        expect(seen).toEqual(looks)
        const answers = unitsOf(source(project)).filter((u) => stays(u) && unitKind(u) === 'answer').length
        expect(steps.slice(steps.length - answers).every((s) => s.type === 'answer')).toBe(true)
        if (steps.every((s) => s.type === 'answer')) return
        const text = raw(steps)
        expect(text.match(/<think>/g)).toHaveLength(1)
        expect(text.startsWith('<think>')).toBe(true)
        expect(text.match(/<\/think>/g)).toHaveLength(1)
        expect(
          text
            .slice(text.indexOf('</think>') + 8)
            .replace(/<answer>.*?<\/answer>/gs, '')
            .trim(),
        ).toBe('')
      }),
    )
  })
})
