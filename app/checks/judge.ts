/**
 * A model as judge of a trace: what it is asked, and how its words are read. Pure; which model it is, and what its words
 * cost, is the caller's. Source of the questions: VLIR keeps a rationale only where a judge finds that each step follows
 * from what was seen (VLM-R³, arXiv 2505.16192, section 3); the wording is ours and can be edited.
 */
import type { Criterion } from '../queues/setup'
import type { ModelMessage, MessagePart } from '../reasoning/model'
import type { CheckedTrace, Finding } from './check'
import type { View } from '../trace/step'

/** `{question}`, `{trace}` and `{answer}` are filled in. */
export const defaultJudgePrompt = `You check how a vision-language model reasoned about the image. It could look closer at regions; each crop it was given follows the image, in order, as [crop 1], [crop 2] and so on.

Question: {question}

Reasoning:
{trace}

Answer: {answer}

Check three things:
1. Every thought about a crop says only what can be seen in that crop.
2. The thoughts follow from each other and lead to the answer.
3. The answer answers the question in the form it asks for.

Write one line per problem, as "Look N: what is wrong" or "Trace: what is wrong". Then write a last line, exactly "VERDICT: GOOD" or "VERDICT: BAD".`

/** The trace in words, crops by their numbers. */
export function traceText({ steps, looks }: CheckedTrace): string {
  const number = new Map(looks.map((l) => [l.id, l.number]))
  const lines = steps.flatMap((step): string[] => {
    switch (step.type) {
      case 'thought':
        return step.text.trim() === '' ? [] : [step.text.trim()]
      case 'look': {
        const { left, top, right, bottom } = step.region
        const edges = [left, top, right, bottom].map(Math.round).join(', ')
        return [`[look ${number.get(step.id) ?? '?'} at ${edges}]`]
      }
      case 'observation':
        return [`[crop ${number.get(step.look) ?? '?'}]`]
      case 'answer':
        return []
    }
  })
  return lines.join('\n')
}

/** The prompt with its places filled. */
export function judgeText(prompt: string, trace: CheckedTrace): string {
  const fill: Readonly<Record<string, string>> = {
    question: trace.question,
    trace: traceText(trace),
    answer: trace.steps.findLast((s) => s.type === 'answer')?.text ?? '(none)',
  }
  return prompt.replace(/\{(question|trace|answer)\}/g, (whole, name: string) => fill[name] ?? whole)
}

/** The rubric in words, after the prompt: what is scored, from 1 to how much, and the lines in which it is written. */
export function rubricText(rubric: readonly Criterion[]): string {
  if (rubric.length === 0) return ''
  const lines = rubric.map(
    ({ title, hint, points }, i) => `${i + 1}. ${title} (1 to ${points})${hint === '' ? '' : `: ${hint}`}`,
  )
  return `\n\nScore these criteria, too:\n${lines.join('\n')}\n\nBefore the last line write one line per criterion, exactly "SCORE N: points", with the number of the criterion for N.`
}

/** The points a judge gave, by criterion. What is no whole number of the scale is left out. */
export function readScores(text: string, rubric: readonly Criterion[]): Readonly<Record<string, number>> {
  const said = [...text.matchAll(/SCORE\W{0,4}(\d+)\W{1,6}(\d+)(?!\d|\.\d)/gi)]
  return Object.fromEntries(
    rubric.flatMap(({ id, points }, i) => {
      const given = Number(said.findLast((found) => Number(found[1]) === i + 1)?.[2])
      return given >= 1 && given <= points ? [[id, given]] : []
    }),
  )
}

/** What the judge is given: the image, the crops in order, the words. */
export function judgeMessages(text: string, image: View, crops: readonly View[]): readonly ModelMessage[] {
  const images = [image, ...crops].map((view): MessagePart => ({ type: 'image', view }))
  return [{ role: 'user', parts: [...images, { type: 'text', text }] }]
}

/** What a judge said. */
export interface JudgeVerdict {
  /** Undefined: it did not say. */
  readonly good: boolean | undefined
  readonly findings: readonly Finding[]
  readonly text: string
}

/** A line about a look or the trace: in a list, numbered or not, its beginning in bold or not. */
const problem = /^\W*(?:\d+[.)]\W*)?(?:Look\s+(\d+)|Trace)[\s*_]*[:：–—-][\s*_]*(\S.*)$/i

/** Reads the judge's words: problem lines and the verdict, however it was dressed. */
export function readJudgement(text: string, trace: CheckedTrace): JudgeVerdict {
  const verdict = [...text.matchAll(/VERDICT\W{0,6}(GOOD|BAD)\b/gi)].at(-1)?.[1]?.toUpperCase()
  const good = verdict === undefined ? undefined : verdict === 'GOOD'
  const lines = text.split('\n').flatMap((line): Finding[] => {
    const found = problem.exec(line)
    if (found === null) return []
    const look = trace.looks.find((l) => l.number === Number(found[1]))
    const message = `Judge: ${(found[2] ?? '').trim()}`
    return [look === undefined ? { check: 'judge', message } : { check: 'judge', step: look.id, message }]
  })
  if (good === true) return { good, findings: [], text }
  const unsaid = good === false && lines.length === 0
  return {
    good,
    findings: unsaid ? [{ check: 'judge', message: 'Judge: the reasoning does not hold.' }] : lines,
    text,
  }
}
