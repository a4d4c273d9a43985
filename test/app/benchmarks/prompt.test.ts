/** Rows as questions, and files as benchmarks. */
import { describe, expect, test } from 'vitest'
import { presetFor, presetOf, presets } from '../../../app/benchmarks'
import { promptOf } from '../../../app/benchmarks/prompt'
import type { PromptStyle } from '../../../app/benchmarks/preset'
import type { Item } from '../../../app/metrics/metric'

const item = (more: Partial<Item> = {}): Item => ({
  id: '0',
  position: 0,
  question: 'What is it?',
  answer: 'A',
  options: {},
  fields: {},
  ...more,
})
const options = { A: 'a cup', B: 'a plate' }

describe('a question', () => {
  test.each<[string, PromptStyle, Partial<Item>, string]>([
    ['as it is', 'plain', {}, 'What is it?'],
    ['with its choices below', 'plain', { options }, 'What is it?\nChoices:\n(A) a cup\n(B) a plate'],
    ['with choices that are letters in the image', 'plain', { options: { A: 'A', B: 'B' } }, 'What is it?'],
    [
      'that names its choices',
      'plain',
      { question: 'A cup: a cup or a plate?', options },
      'A cup: a cup or a plate?',
    ],
    ['whose choices it has', 'plain', { question: 'Q?\n(A) a\n(B) b', options }, 'Q?\n(A) a\n(B) b'],
    ['for a word', 'short', { options }, 'What is it?\nAnswer the question using a single word or phrase.'],
    [
      'for a choice',
      'choice',
      { options },
      'Question: What is it?\nOptions:\nA. a cup\nB. a plate\nPlease select the correct answer from the options above. \n',
    ],
    [
      'for a choice, with a hint',
      'choice',
      { fields: { hint: 'Look.' } },
      'Hint: Look.\nQuestion: What is it?\n',
    ],
    ['for a choice, with an empty hint', 'choice', { fields: { hint: '' } }, 'Question: What is it?\n'],
    ['for a choice that stands in it', 'choice', { question: 'Q?\nA. a\nB. b', options }, 'Q?\nA. a\nB. b'],
  ])('%s', (_name, ...[style, more, text]) => expect(promptOf(item(more), style)).toBe(text))

  test('of MME-RealWorld is asked in the language of its options', () => {
    const english = promptOf(item({ options }), 'lettered')
    expect(english).toBe(
      'What is it? The choices are listed below:\n(A) a cup\n(B) a plate\n' +
        'Select the best answer to the above multiple-choice question based on the image. ' +
        'Respond with only the letter (A, B, C, D, or E) of the correct option. \nThe best answer is:',
    )
    const chinese = promptOf(item({ question: '这是什么？', options: { A: '杯子' } }), 'lettered')
    expect(chinese.startsWith('这是什么？ 选项如下所示:\n(A) 杯子\n根据图像')).toBe(true)
    expect(chinese.endsWith('最佳答案为：')).toBe(true)
  })

  test('of MME-RealWorld takes its options from its column, a list or a text', () => {
    const from = (text: string) =>
      promptOf(item({ options, fields: { 'multi-choice options': text } }), 'lettered')
    expect(from("['(A) x', '(B) y']")).toContain('The choices are listed below:\n(A) x\n(B) y\n')
    expect(from('(A) x (B) y')).toContain('What is it? (A) x (B) y\n')
  })
})

describe('a file', () => {
  test.each<[string, string | undefined]>([
    ['MathVista_MINI.tsv', 'mathvista'],
    ['testmini-mathvista.parquet', 'mathvista'],
    ['MathVision.tsv', 'mathvision'],
    ['MATH-V.jsonl', 'mathvision'],
    ['math_v_test.jsonl', 'mathvision'],
    ['MathV360K.jsonl', undefined],
    ['ScienceQA_VAL.tsv', 'scienceqa'],
    ['InfoVQA_TEST.tsv', 'infovqa'],
    ['infographicvqa.parquet', 'infovqa'],
    ['DocVQA_VAL.tsv', 'docvqa'],
    ['textvqa_val.parquet', 'textvqa'],
    ['ChartQA_TEST.tsv', 'chartqa'],
    ['MMVP.tsv', 'mmvp'],
    ['vstar_bench.jsonl', 'vstar'],
    ['test_questions.jsonl', 'vstar'],
    ['hr_bench_8k.tsv', 'hr-bench'],
    ['MME-RealWorld-Lite.tsv', 'mme-realworld'],
    ['MME.tsv', 'mme'],
    ['mme-00000.parquet', 'mme'],
    ['MMMU_DEV_VAL.tsv', 'mmmu'],
    ['memes.tsv', undefined],
    ['data.jsonl', undefined],
    ['', undefined],
  ])('%j is %s by its name', (name, id) => expect(presetFor(name, [])?.id).toBe(id))

  test('is known by its columns before its name, in any capitals', () => {
    expect(presetFor('MME.tsv', ['Question_Type', 'ANSWER_TYPE', 'choices'])?.id).toBe('mathvista')
    expect(presetFor('x.tsv', ['set_id', 'figure_id', 'gt_answer', 'more'])?.id).toBe('hallusion-bench')
    expect(presetFor('x.tsv', ['set_id', 'figure_id'])).toBeUndefined()
    expect(presetFor('records.jsonl', ['image_path', 'family', 'answer'])?.id).toBe('relook')
  })

  test('of an id there is, and of none there is not', () => {
    for (const { id } of presets) expect(presetOf(id)?.id).toBe(id)
    expect(presetOf('nothing')).toBeUndefined()
    expect(presetOf('toString')).toBeUndefined()
  })
})
