/** What a judge says, however it writes it: numbered, in bold, with a full stop; and what it is given to read. */
import { describe, expect, test } from 'vitest'
import { checkedOf } from '../../../app/checks/checked'
import {
  judgeMessages,
  judgeText,
  readJudgement,
  readScores,
  rubricText,
  traceText,
} from '../../../app/checks/judge'
import type { CheckedTrace } from '../../../app/checks'
import { box } from '../../../app/geometry/box'
import type { Criterion } from '../../../app/queues/setup'
import type { Step } from '../../../app/trace/step'
import { must } from '../../builders/must'
import { answer, look, observation, overview, projectWith, thought } from '../../builders/project'

const of = (steps?: readonly Step[]): CheckedTrace => {
  const project = projectWith(steps)
  return checkedOf(project, must(project.branches[0]))
}
const trace = of()

describe('a problem a judge found', () => {
  const found = (line: string) => readJudgement(`${line}\nVERDICT: BAD`, trace).findings

  test.each([
    ['Look 1: it shows 8.'],
    ['- Look 1: it shows 8.'],
    ['* **Look 1:** it shows 8.'],
    ['**Look 1**: it shows 8.'],
    ['1. Look 1: it shows 8.'],
    ['2) Look 1 – it shows 8.'],
    ['1. **Look 1:** it shows 8.'],
    ['> LOOK 1 - it shows 8.'],
    ['\tLook  1 :  it shows 8.'],
    ['Look 1：it shows 8.'],
  ])('%j is about the look, in its words alone', (line) => {
    expect(found(line)).toEqual([{ check: 'judge', step: 'l1', message: 'Judge: it shows 8.' }])
  })

  test('of the trace is about no step, of a look that is not there neither', () => {
    expect(found('3. Trace: a step is missing.')).toEqual([
      { check: 'judge', message: 'Judge: a step is missing.' },
    ])
    expect(found('Look 12: no such look.')).toEqual([{ check: 'judge', message: 'Judge: no such look.' }])
  })

  test.each(['I looked 1: here', 'Look: here', 'Look one: here', 'Look 1 shows eight.', 'Look 1:', ''])(
    '%j is none: then the verdict says it alone',
    (line) => {
      expect(found(line)).toEqual([{ check: 'judge', message: 'Judge: the reasoning does not hold.' }])
    },
  )
})

describe('a verdict', () => {
  test.each<[string, boolean | undefined]>([
    ['VERDICT: GOOD', true],
    ['verdict: bad', false],
    ['**VERDICT:** BAD.', false],
    ['VERDICT — "GOOD"', true],
    ['VERDICT: GOOD\nOn second thought:\nVERDICT: BAD', false],
    ['VERDICT: GOODISH', undefined],
    ['VERDICT: NOT GOOD', undefined],
    ['The verdict is good.', undefined],
    ['', undefined],
  ])('%j: %s', (text, good) => expect(readJudgement(text, trace).good).toBe(good))

  test('that is good has no problems, whatever is said besides; one that is missing keeps what was said', () => {
    expect(readJudgement('Look 1: fine.\nVERDICT: GOOD', trace).findings).toEqual([])
    expect(readJudgement('Look 1: it shows 8.', trace)).toMatchObject({
      good: undefined,
      findings: [{ step: 'l1' }],
    })
  })
})

describe('points', () => {
  const rubric: readonly Criterion[] = [
    { id: 'g', title: 'Grounded', hint: '', points: 5 },
    { id: 'c', title: 'Clear', hint: 'Short.', points: 3 },
  ]

  test.each<[string, Readonly<Record<string, number>>]>([
    ['SCORE 1: 4\nSCORE 2: 3', { g: 4, c: 3 }],
    ['SCORE 1: 4.\nSCORE 2: 3.', { g: 4, c: 3 }],
    ['SCORE 1: 4/5, SCORE 2: 2/3', { g: 4, c: 2 }],
    ['**SCORE 1:** **5**', { g: 5 }],
    ['score 1 = 2', { g: 2 }],
    ['SCORE 1: 4.5\nSCORE 2: 2.0', {}],
    ['SCORE 1: 0\nSCORE 2: 4', {}],
    ['SCORE 1: 45', {}],
    ['SCORE 3: 1', {}],
    ['SCORE: 4', {}],
    ['', {}],
  ])('%j: %j', (text, points) => expect(readScores(text, rubric)).toEqual(points))

  test('are asked for by the numbers they are read by', () => {
    expect(rubricText(rubric)).toContain('1. Grounded (1 to 5)\n2. Clear (1 to 3): Short.')
  })
})

describe('what a judge is given', () => {
  test('numbers looks and crops alike, and leaves out what is empty', () => {
    const steps = [
      thought('t0', '  '),
      look('l1'),
      { ...look('l2'), region: box<'image'>(0.4, 9.5, 30.6, 40) },
      observation('o1', 'l1'),
      observation('o2', 'l2'),
      thought('t1', ' Both. '),
      answer('a', '7'),
    ]
    expect(traceText(of(steps))).toBe(
      '[look 1 at 30, 60, 331, 361]\n[look 2 at 0, 10, 31, 40]\n[crop 1]\n[crop 2]\nBoth.',
    )
  })

  test('says that there is no answer, and takes signs of other languages as they are', () => {
    expect(judgeText('{answer}', of([thought('t', 'x')]))).toBe('(none)')
    expect(judgeText('{answer} $& $1 {{trace}}', of([thought('t', '价格 $5'), answer('a', '$7 是')]))).toBe(
      '$7 是 $& $1 {价格 $5}',
    )
  })

  test('is the image, then the crops in their order, then the words, as one turn', () => {
    const crop = { ...overview, crop: box<'image'>(1, 2, 30, 40) }
    expect(judgeMessages('Check.', overview, [crop])).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'image', view: overview },
          { type: 'image', view: crop },
          { type: 'text', text: 'Check.' },
        ],
      },
    ])
  })
})
