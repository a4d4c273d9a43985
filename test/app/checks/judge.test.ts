import { describe, expect, test } from 'vitest'
import { checkedOf } from '../../../app/checks/checked'
import {
  defaultJudgePrompt,
  judgeText,
  readJudgement,
  readScores,
  rubricText,
  traceText,
} from '../../../app/checks/judge'
import { branchOf, type Branch } from '../../../app/trace/project'
import { projectWith } from '../../builders/project'

const project = projectWith()
const trace = checkedOf(project, branchOf(project, 'main') as Branch)

describe('a judge', () => {
  test('is given question, reasoning with its crops in order, and answer', () => {
    expect(traceText(trace)).toBe(
      '<think>I look for the total.\n[look 1 at 30, 60, 331, 361]\n[crop 1]\nIt reads 7.',
    )
    const text = judgeText(defaultJudgePrompt, trace)
    expect(text).toContain('Question: What is the total?')
    expect(text).toContain('Answer: 7')
    expect(text).not.toMatch(/\{(question|trace|answer)\}/)
  })

  test('fills its own places only', () => {
    const sly = { ...trace, question: 'Say {answer}' }
    expect(judgeText('{question} {other}', sly)).toBe('Say {answer} {other}')
  })

  test('is read however it dresses its verdict', () => {
    for (const text of ['VERDICT: GOOD', 'fine\n**VERDICT: good**', 'Verdict - GOOD.'])
      expect(readJudgement(text, trace)).toMatchObject({ good: true, findings: [] })
    expect(readJudgement('VERDICT: BAD', trace).findings).toHaveLength(1)
    expect(readJudgement('I cannot say.', trace).good).toBeUndefined()
  })

  test('scores the criteria of a rubric, and nothing that is no point of the scale', () => {
    const rubric = [
      { id: 'g', title: 'Grounded', hint: '1: invented', points: 5 },
      { id: 'c', title: 'Clear', hint: '', points: 3 },
    ]
    expect(rubricText(rubric)).toMatch(/1\. Grounded \(1 to 5\): 1: invented\n2\. Clear \(1 to 3\)/)
    expect(rubricText([])).toBe('')
    expect(readScores('SCORE 1: 4\n**SCORE 2:** 3\nVERDICT: GOOD', rubric)).toEqual({ g: 4, c: 3 })
    expect(readScores('SCORE 1: 2\nno: SCORE 1: 5\nSCORE 2: 4', rubric)).toEqual({ g: 5 })
    expect(readScores('SCORE 1: 4.5\nSCORE 2: none', rubric)).toEqual({})
  })

  test('says which look is wrong', () => {
    const said =
      '- Look 1: the crop shows 8, not 7.\nTrace: the last thought is missing.\nLook 9: none.\nVERDICT: BAD'
    expect(readJudgement(said, trace).findings).toEqual([
      { check: 'judge', step: 'l1', message: 'Judge: the crop shows 8, not 7.' },
      { check: 'judge', message: 'Judge: the last thought is missing.' },
      { check: 'judge', message: 'Judge: none.' },
    ])
  })
})
