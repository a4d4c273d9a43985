/** Each check at its edges: what is just right, what is just wrong, and what nobody should be blamed for. */
import { describe, expect, test } from 'vitest'
import { findAll, type CheckedTrace } from '../../../app/checks'
import { choicesOf } from '../../../app/checks/answer'
import { checkedOf, rowIdOf } from '../../../app/checks/checked'
import { flattest } from '../../../app/checks/crop'
import { effectOf, sameAnswer, trialsOf, verdictOfTrials } from '../../../app/checks/trial'
import { box } from '../../../app/geometry/box'
import type { TrialResult } from '../../../app/trace/evidence'
import type { LookStep, Step } from '../../../app/trace/step'
import { must } from '../../builders/must'
import { answer, branch, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'

const trace = (steps: readonly Step[], more: Partial<CheckedTrace> = {}): CheckedTrace => {
  const project = projectWith(steps)
  return { ...checkedOf(project, must(project.branches[0])), ...more }
}
const messages = (steps: readonly Step[], more: Partial<CheckedTrace> = {}) =>
  findAll(trace(steps, more)).map((f) => f.message)
const at = (id: string, ...[left, top, right, bottom]: [number, number, number, number]): LookStep => ({
  ...look(id),
  region: box(left, top, right, bottom),
})
const rest = [observation('o1', 'l1'), thought('t2', 'It reads seven.'), answer('a1', '7')]

describe('a box', () => {
  test.each<[string, LookStep, readonly string[]]>([
    ['all of the image', at('l1', 0, 0, 1008, 756), []],
    ['of 28 pixels a side', at('l1', 10, 10, 38, 38), []],
    ['of 27', at('l1', 10, 10, 37, 38), ['Look 1 is only 27 × 28 pixels of the image.']],
    ['beside the image', at('l1', 2000, 0, 2100, 90), ['Look 1 has no usable area.']],
    ['with its corners swapped', at('l1', 300, 300, 200, 200), ['Look 1 has no usable area.']],
    [
      'past the edge',
      { ...at('l1', 900, 600, 1008, 756), flags: ['clamped'] },
      ['Look 1 reaches outside the image.'],
    ],
    ['that was refused', { ...at('l1', 0, 0, 500, 300), flags: ['invalid'] }, ['Look 1 has no usable area.']],
    ['on another image', { ...at('l1', 0, 0, 0, 0), flags: ['other-image'] }, []],
  ])('%s: %j', (_, step, found) => expect(messages([step, ...rest])).toEqual(found))
})

describe('a look', () => {
  const twice = (right: number) =>
    messages([
      at('l1', 0, 0, 100, 100),
      observation('o1', 'l1'),
      thought('t', 'I see something.'),
      at('l2', 0, 0, right, 100),
      observation('o2', 'l2'),
      ...rest.slice(1),
    ])

  test('repeats another from nine tenths of overlap on', () => {
    expect(twice(111)).toEqual(['Look 2 repeats look 1 (IoU 0.90).'])
    expect(twice(112)).toEqual([])
    expect(twice(100)).toEqual(['Look 2 repeats look 1 (IoU 1.00).'])
  })

  test.each([
    [{ deviation: flattest.deviation, entropy: flattest.entropy }, 0],
    [{ deviation: flattest.deviation - 0.1, entropy: 8 }, 1],
    [{ deviation: 100, entropy: flattest.entropy - 0.01 }, 1],
  ])('whose crop measures %j is blank: %d', (stats, count) => {
    expect(messages(fiveSteps, { stats: { l1: stats } })).toHaveLength(count)
    expect(messages(fiveSteps, { stats: { other: stats } })).toEqual([])
  })

  test.each<[string, readonly Step[], number]>([
    ['words after its crop', [thought('t', 'It says HOP INN.')], 0],
    ['seven letters after it', [thought('t', 'I see 7.'.slice(0, 7))], 1],
    ['eight signs of Chinese after it', [thought('t', '招牌上写着七号店')], 0],
    ['what a tool said after it', [{ ...thought('t', 'Result: a long text'), author: { type: 'tool' } }], 1],
    ['nothing but marks after it', [thought('t', '— … !!! ---- ****')], 1],
  ])('with %s is not spoken of: %d', (_, words, count) => {
    const steps = [
      look('l1'),
      observation('o1', 'l1'),
      ...words,
      { ...answer('a1', '7'), raw: '<answer>7</answer>' },
    ]
    expect(messages(steps)).toHaveLength(count)
  })

  test('is spoken of in an answer that reasons before its mark', () => {
    const steps = [
      look('l1'),
      observation('o1', 'l1'),
      { ...answer('a1', '7'), raw: 'The sign says seven. <answer>7</answer>' },
    ]
    expect(messages(steps)).toEqual([])
  })
})

describe('an answer', () => {
  const said = (text: string, question = 'What is it?') =>
    messages([...fiveSteps.slice(0, 4), answer('a1', text)], { question })
  const choice = 'Which one?\n(A) red\n(B) dark blue\n(C) green'

  test.each<[string, number]>([
    ['x'.repeat(300), 0],
    ['x'.repeat(301), 1],
    ['  ', 1],
    ['7', 0],
  ])('of %j is wrong: %d', (text, count) => expect(said(text)).toHaveLength(count))

  test.each<[string, boolean]>([
    ['A', true],
    ['(c)', true],
    ['B. dark blue', true],
    ['b)', true],
    ['Dark Blue.', true],
    ['The answer is green', true],
    ['D', false],
    ['Apple', false],
    ['A1', false],
    ['it is A', false],
    ['yellow', false],
  ])('%j names one of three choices: %s', (text, names) => {
    expect(said(text, choice)).toEqual(names ? [] : ['The answer names none of the choices A, B, C.'])
  })

  test('needs to name none where only one choice is given, or letters do not run', () => {
    expect(said('x', 'Is it A. red?')).toEqual([])
    expect(said('x', 'Take vitamin B. or D. instead?')).toEqual([])
    expect(choicesOf('A. one\nC. three')).toEqual([])
  })

  test('of choices in one line ends where the next begins', () => {
    expect(choicesOf('Which? A. red B. blue C. a b c')).toEqual([
      { letter: 'A', text: 'red' },
      { letter: 'B', text: 'blue' },
      { letter: 'C', text: 'a b c' },
    ])
  })

  test('that is given twice is two', () => {
    expect(messages([...fiveSteps, answer('a2', '8')])).toEqual(['There are 2 answers.'])
    expect(messages(fiveSteps.slice(0, 4))).toEqual(['There is no answer.'])
  })
})

describe('what is checked', () => {
  test('gives each look the crop it was shown, and none to one that was shown none', () => {
    const { looks } = trace([look('l1'), look('l2'), observation('o2', 'l2'), answer('a', '7')])
    expect(looks.map((l) => [l.number, l.view !== undefined])).toEqual([
      [1, false],
      [2, true],
    ])
  })

  test('cannot be read in a language Relook does not know', () => {
    const project = projectWith()
    expect(() => checkedOf(project, { ...branch('main', ['t1']), dialect: 'klingon' })).toThrow(
      'Relook does not know “klingon”',
    )
  })

  test('is found in its own row, or in that of the step it was made from', () => {
    const own = branch('main', ['t1', 'l1'])
    const made = [{ ...thought('x', 'y'), replaces: 't1' }, thought('z', 'w')]
    expect(['l1', 'x', 'z', 'gone'].map((id) => rowIdOf(own, made, id))).toEqual(['l1', 't1', 'z', 'gone'])
  })
})

describe('two answers', () => {
  test.each<[string | undefined, string | undefined, boolean]>([
    ['7', ' 7. ', true],
    ['Hop  Inn', 'hop inn .', true],
    ['是。', '是', true],
    ['７．', '７', true],
    ['7.5', '7', false],
    ['7..', '7', false],
    ['', undefined, true],
    ['A', 'B', false],
  ])('%j and %j are the same: %s', (a, b, same) => {
    expect(sameAnswer(a, b)).toBe(same)
    expect(sameAnswer(b, a)).toBe(same)
  })
})

describe('a trial', () => {
  const image = { width: 1000, height: 1000 }
  const kinds = (region: ReturnType<typeof box<'image'>>) =>
    Object.fromEntries(trialsOf({ number: 1, region, image, others: [] }).map((t) => [t.kind, t.region]))

  test('goes to the side with the most room for it, as far as the image reaches', () => {
    expect(kinds(box(600, 400, 900, 500))['shifted']).toEqual(box(600, 500, 900, 600))
    expect(kinds(box(10, 0, 510, 1000))['shifted']).toEqual(box(510, 0, 1000, 1000))
    expect(kinds(box(500, 0, 1000, 1000))['shifted']).toEqual(box(0, 0, 500, 1000))
  })

  test('shows twice as much, inside of the image', () => {
    expect(kinds(box(0, 0, 100, 100))['enlarged']).toEqual(box(0, 0, 150, 150))
    expect(kinds(box(400, 400, 600, 600))['enlarged']).toEqual(box(300, 300, 700, 700))
  })

  test('without an answer changed it, if there was one', () => {
    const same: TrialResult = { kind: 'same', answer: '7' }
    expect(effectOf({ kind: 'blank' }, same)).toBe('changed')
    expect(effectOf({ kind: 'blank', answer: '7', looks: 2 }, { ...same, looks: 2 })).toBe('same')
    expect(effectOf({ kind: 'blank', answer: '7', looks: 3 }, { ...same, looks: 2 })).toBe('looked-again')
    expect(effectOf({ kind: 'blank', answer: '7', looks: 1 }, { ...same, looks: 2 })).toBe('same')
    expect(effectOf({ kind: 'blank' }, undefined)).toBe('same')
  })

  test('of all kinds is told in one sentence', () => {
    const all: readonly TrialResult[] = [
      { kind: 'same', answer: '7' },
      { kind: 'blank', answer: '8' },
      { kind: 'shifted', answer: '9' },
      { kind: 'swapped', answer: '7', looks: 1 },
      { kind: 'enlarged', answer: '7' },
    ]
    expect(verdictOfTrials(all).sentence).toBe(
      'The look was used: with the crop blanked or shifted the answer changes; with it swapped the model looks again before it answers the same. With it enlarged nothing changes.',
    )
  })
})
