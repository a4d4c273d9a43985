/** Every metric against what the reference's own code says of the same predictions (test/fixtures/metrics/make.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { metricOf } from '../../../app/metrics'
import { finalAnswer } from '../../../app/metrics/final-answer'
import type { Item, JudgedItem, Metric } from '../../../app/metrics/metric'
import { inferOption } from '../../../app/metrics/options'
import { summarise } from '../../../app/metrics/summary'
import { normalise } from '../../../app/metrics/vqa-words'
import { yesOrNo } from '../../../app/metrics/yes-no'

type Row = Readonly<Record<string, string>>
interface Golden {
  readonly choices: readonly (readonly [Record<string, string>, string, string])[]
  readonly texts: readonly (Row & Record<'anls' | 'relaxed_accuracy' | 'accuracy', number>)[]
  readonly textvqa: readonly (readonly [string, string, number])[]
  readonly normalised: readonly (readonly [string, string])[]
  readonly yesNo: readonly (readonly [string, string])[]
  readonly vista: readonly (readonly [string, string, string, string, string, boolean, boolean])[]
  readonly vision: readonly (readonly [string, string, string, boolean])[]
  readonly realworld: readonly (readonly [string, string])[]
  readonly hallusion: { readonly rows: readonly Row[]; aAcc: number; fAcc: number; qAcc: number }
  readonly mme: { readonly rows: readonly Row[]; readonly points: Readonly<Record<string, number>> }
  readonly grouped: { readonly rows: readonly Row[]; pairs: number; single: number; cycles: number }
  readonly mmmu: readonly (readonly [string, string, number])[]
}
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/metrics/golden.json', import.meta.url), 'utf8'),
) as Golden

function item(fields: Row, position = 0): Item {
  const options = Object.fromEntries(Object.entries(fields).filter(([name]) => /^[A-Z]$/.test(name)))
  const text = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
  const { category } = text
  return {
    id: text['index'] ?? String(position),
    position,
    question: '?',
    answer: text['answer'] ?? '',
    options,
    ...(category === undefined ? {} : { category }),
    fields: text,
  }
}

function metric(id: string): Metric {
  const found = metricOf(id)
  if (found === undefined) throw new Error(`no metric ${id}`)
  return found
}

function score(id: string, one: Item, text: string): number {
  return metric(id).judge(one, { text }).score
}

function judged(id: string, rows: readonly Row[]): readonly JudgedItem[] {
  return rows.map((row, i) => {
    const one = item(row, i)
    return { item: one, judgement: metric(id).judge(one, { text: row['prediction'] ?? '' }) }
  })
}

function value(id: string, rows: readonly JudgedItem[], name: string): number | undefined {
  const summary = summarise(metric(id), rows)
  return [summary.headline, ...summary.measures].find((figure) => figure.name === name)?.value
}

describe('the same numbers as VLMEvalKit', () => {
  it('finds the same option in every response', () => {
    const ours = golden.choices.map(([options, text]) => inferOption(text, options)?.letter ?? '')
    const off = golden.choices.filter(([, , letter], i) => ours[i] !== letter)
    expect(off).toEqual([])
  })

  it.each([
    ['anls', 'anls'],
    ['relaxed-accuracy', 'relaxed_accuracy'],
    ['exact-match', 'accuracy'],
  ] as const)('scores %s to the digit', (id, name) => {
    const ours = golden.texts.map((row) =>
      score(id, item({ answer: row['answer'] ?? '' }), row['prediction'] ?? ''),
    )
    expect(ours).toEqual(golden.texts.map((row) => row[name]))
  })

  it('normalises words as the VQA challenge does', () => {
    expect(golden.normalised.map(([text]) => [text, normalise(text)])).toEqual(golden.normalised)
  })

  it('scores TextVQA to the digit', () => {
    for (const [answer, prediction, expected] of golden.textvqa)
      expect(score('vqa-score', item({ answer }), prediction), `${prediction} for ${answer}`).toBeCloseTo(
        expected,
        12,
      )
  })

  it('reads yes and no', () => {
    expect(golden.yesNo.map(([text]) => [text, yesOrNo(text)])).toEqual(golden.yesNo)
  })

  // A gold of zero is left to the judge upstream, because 0 is falsy in Python; a judge then says what the rule says here.
  it('scores MathVista by rule as upstream does where its judge never answers', () => {
    const rows = golden.vista.filter(([, , answer]) => answer !== '0')
    const ours = rows.map(([question_type, answer_type, answer, choices, prediction]) =>
      score(
        'mathvista',
        item({ question_type, answer_type, answer, answer_option: answer, choices }),
        prediction,
      ),
    )
    expect(ours).toEqual(rows.map((row) => (row[5] ? 1 : 0)))
  })

  it('scores MATH-Vision by rule', () => {
    const ours = golden.vision.map(([choices, answer, prediction]) => [
      answer,
      prediction,
      score('mathvision', item({ answer, choices }), prediction) === 1,
    ])
    expect(ours).toEqual(golden.vision.map(([, answer, prediction, right]) => [answer, prediction, right]))
  })

  it('finds MME-RealWorld’s letter, in tags and without', () => {
    const ours = golden.realworld.map(([response]) => {
      const { text, rule } = finalAnswer(response)
      const tagged = rule === 'inside <answer>'
      return [response, metric('mme-realworld').judge(item({ answer: 'A' }), { text, tagged }).taken]
    })
    expect(ours).toEqual(golden.realworld)
  })

  it('scores MMMU, open questions among them', () => {
    const ours = golden.mmmu.map(([answer, prediction]) => score('mmmu', item({ answer }), prediction))
    expect(ours).toEqual(golden.mmmu.map((row) => row[2]))
  })

  it('sums up HallusionBench by question, figure and all', () => {
    const rows = judged('hallusion-bench', golden.hallusion.rows)
    for (const name of ['aAcc', 'fAcc', 'qAcc'] as const)
      expect((value('hallusion-bench', rows, name) ?? NaN) * 100, name).toBeCloseTo(golden.hallusion[name], 9)
  })

  it('sums up MME in points', () => {
    const { points } = summarise(metric('mme'), judged('mme', golden.mme.rows))
    const ours = Object.fromEntries(points.map((p) => [p.name, p.points.toFixed(6)]))
    const theirs = Object.entries(golden.mme.points).map(([name, value]) => [name, value.toFixed(6)])
    expect(ours).toEqual(Object.fromEntries(theirs))
  })

  it('sums up MMVP in pairs and HR-Bench over cycles', () => {
    const rows = golden.grouped.rows
    expect(value('mmvp', judged('mmvp', rows), 'Pairs')).toBeCloseTo(golden.grouped.pairs, 12)
    expect(value('mmvp', judged('mmvp', rows), 'Single')).toBeCloseTo(golden.grouped.single, 12)
    expect(value('hr-bench', judged('hr-bench', rows), 'Average of cycles')).toBeCloseTo(
      golden.grouped.cycles,
      12,
    )
  })
})
