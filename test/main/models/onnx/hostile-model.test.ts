/** Chat templates and tokenizers by somebody who means harm: refused or broken off, in plain words. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createTemplate } from '../../../../main/models/onnx/chat-template'
import { createTokenizer } from '../../../../main/models/onnx/tokenizer'
import { patternProblem, tokenizerProblem } from '../../../../main/models/onnx/tokenizer-check'

const messages = Array.from({ length: 20 }, (_, i) => ({ role: 'user', content: String(i) }))
const nested = (depth: number) =>
  '{% for a in range(100) %}'.repeat(depth) + 'x' + '{% endfor %}'.repeat(depth)

describe('chat templates', () => {
  test.each([
    ['loops in loops', nested(6)],
    ['a range of a billion', '{{ range(10**9) | length }}{{ range(1000000000) | length }}'],
    ['a range without an end', '{{ range(0, 10, 0) | length }}'],
    [
      'a text that doubles',
      `{% set ns = namespace(x="a") %}{% for i in range(100) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}`,
    ],
    ['a macro that calls itself', '{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}'],
    ['brackets without number', '{{ ' + '('.repeat(90_000) + '}}'],
    ['a template of a megabyte', 'x'.repeat(1_000_000)],
    ['no template', '{% for %}'],
    ['an unknown filter', '{{ messages | nothing }}'],
  ])('%s: told, not waited for', (_, source) => {
    const from = performance.now()
    expect(() => createTemplate(source)({ messages, add_generation_prompt: true })).toThrow(
      /^The chat template of this model cannot be used: .+\.$/,
    )
    // eslint-disable-next-line no-restricted-syntax -- the limit itself is by the clock
    expect(performance.now() - from).toBeLessThan(9000)
  })

  test('what it throws is one line of plain text', () => {
    const evil = '\\u001b]0;title\\u0007\\u001b[31m<img src=x onerror=alert(1)>\\n\\u202e'
    const source = `{{ raise_exception(${JSON.stringify(JSON.parse(`"${evil}"`))}) }}`
    expect(() => createTemplate(source)({})).toThrow(
      /^[^\u0000-\u001f\u007f-\u009f\u202e]*<img src=x onerror=alert\(1\)>[^\u0000-\u001f\u007f-\u009f\u202e]*$/,
    )
  })

  test('one of the field gives what it gave', () => {
    const source =
      "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    expect(createTemplate(source)({ messages: messages.slice(0, 1), add_generation_prompt: true })).toBe(
      '<|im_start|>user\n0<|im_end|>\n<|im_start|>assistant\n',
    )
    expect(createTemplate('{{ range(3) | join(",") }} {{ range(5, 1, -2) | join(",") }}')({})).toBe(
      '0,1,2 5,3',
    )
  })
})

describe('tokenizers', () => {
  const read = (name: string): object =>
    JSON.parse(
      readFileSync(new URL(`../../../../assets/models/r3-mini/${name}`, import.meta.url), 'utf8'),
    ) as object
  const good = read('tokenizer.json') as Record<string, unknown>
  const split = (Regex: string) => ({
    type: 'Split',
    pattern: { Regex },
    behavior: 'Isolated',
    invert: false,
  })

  test.each([
    '(a+)+$',
    '(?:\\s*x*)*',
    '(a|b+){2,}',
    '((a*)b)+',
    '(x)\\1+',
    '(?<n>a)\\k<n>',
    '[',
    'a)'.repeat(2),
    'a'.repeat(3000),
  ])('the pattern %s is refused', (pattern) => {
    const bad = { ...good, pre_tokenizer: split(pattern) }
    expect(() => createTokenizer(bad, {})).toThrow()
    if (pattern !== '[') expect(patternProblem(pattern)).toBeTypeOf('string')
  })

  test('patterns of the field are taken: Qwen, GPT-4o, Llama 3', () => {
    const field = [
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    ]
    for (const pattern of field) expect(patternProblem(pattern), pattern).toBeUndefined()
    expect(tokenizerProblem(good)).toBeUndefined()
  })

  test('replacements that grow and steps without number are refused', () => {
    const replace = (content: string, pattern: object) => ({ type: 'Replace', pattern, content })
    for (const normalizer of [
      replace('x'.repeat(1000), { String: 'a' }),
      replace('aa', { Regex: '' }),
      { type: 'Sequence', normalizers: Array.from({ length: 100 }, () => replace('aa', { String: 'a' })) },
    ])
      expect(tokenizerProblem({ ...good, normalizer })).toBeTypeOf('string')
    const deep: Record<string, unknown> = { type: 'Sequence' }
    deep['normalizers'] = [deep]
    expect(tokenizerProblem({ ...good, normalizer: deep })).toBeTypeOf('string')
  })
})
