/** Words marked in a card, found in what the model wrote: among the same words, between blanks, under marks of markdown. */
import { describe, expect, test } from 'vitest'
import { spanOfTokens, tokensOfSpan } from '../../../app/explain/span'
import type { Step } from '../../../app/trace/step'
import { spanOfText } from '../../../renderer/session/why/words'

const step = (text: string, raw = `<think>${text}</think>`): Step => ({
  type: 'thought',
  id: 's',
  raw,
  text,
  author: { type: 'model', model: 'm' },
  at: 0,
})
const said = (thought: Step, text: string, before = '') => {
  const span = spanOfText(thought, text, before)
  return span && [span.start, thought.raw.slice(span.start, span.end)]
}

describe('marked words', () => {
  test('stand where they were written, behind the marks of the dialect', () => {
    expect(said(step('It says S14.'), 'S14', 'It says ')).toEqual([15, 'S14'])
  })
  test('are told from the same words further up', () => {
    const twice = step('a 12 and a 12')
    expect(said(twice, '12', 'a ')).toEqual([9, '12'])
    expect(said(twice, '12', 'a 12 and a ')).toEqual([18, '12'])
  })
  test('are found without the marks of markdown and over line ends', () => {
    const set = step('The **red sign**\n\nsays *S*14 (a+b).')
    expect(said(set, 'red sign says S14 (a+b)', 'The ')?.[1]).toBe('red sign**\n\nsays *S*14 (a+b)')
    expect(said(set, ' sign ', 'The red')?.[1]).toBe('sign')
  })
  test('that are not there, or only outside of the text, are not found', () => {
    expect(said(step('It says S14.'), 'think')).toBeUndefined()
    expect(said(step('It says S14.'), '  ')).toBeUndefined()
    expect(said(step('', ''), 'S14')).toBeUndefined()
  })
})

describe('tokens and spans', () => {
  const texts = ['<think>', 'It', ' says', ' S', '14']
  const tokens = texts.map((text, id) => ({ id, text }))
  const thought = { ...step('It says S14', texts.join('')), tokens } as Step
  test('go both ways', () => {
    const span = spanOfTokens(thought, { from: 3, to: 5 })
    expect(span).toEqual({ step: 's', start: 14, end: 18 })
    expect(span && tokensOfSpan(thought, span)).toEqual({ from: 3, to: 5 })
    expect(tokensOfSpan(thought, { step: 's', start: 8, end: 10 })).toEqual({ from: 1, to: 3 })
  })
  test('are not known of text that was changed', () => {
    const changed = { ...thought, raw: 'another' } as Step
    expect(tokensOfSpan(changed, { step: 's', start: 0, end: 2 })).toBeUndefined()
    expect(spanOfTokens(changed, { from: 0, to: 1 })).toBeUndefined()
  })
})
