// Function calls as data and as text: a call survives both ways, and its text is what the dialect reads.
import { describe, expect, it } from 'vitest'
import { dialects, type Dialect } from '../../../app/dialects'
import { box } from '../../../app/geometry/box'
import { readingOf, written } from '../../builders/reading'

const size = { width: 1008, height: 756 }
const calling = dialects.filter((d: Dialect) => d.tools !== undefined)

it('some dialect has functions', () => {
  expect(calling.map((d) => d.id)).toContain('qwen3-vl')
})

describe.each(calling.map((d): [string, Dialect] => [d.id, d]))('calls of %s', (_id, dialect) => {
  const tools = dialect.tools as NonNullable<Dialect['tools']>
  const name = tools.declared[0]?.name ?? ''
  const call = { name, arguments: '{"bbox_2d": [100, 200, 300, 400], "label": "a }{ sign", "img_idx": 0}' }

  it('are the same after being written and found, with text before and after', () => {
    const written = tools.write(call)
    const found = tools.find(`I look. ${written} `)
    expect(found).toEqual({ start: 8, end: 8 + written.length, call })
  })

  it('are read as looks', () => {
    const { numbers, text } = written(dialect, box(10, 20, 310, 420), size, size)
    const found = tools.find(text)
    expect(readingOf(dialect, tools.write(found?.call ?? call))).toMatchObject({ type: 'look', numbers })
  })

  it('end with a stop text of the dialect', () => {
    expect(dialect.stop.some((s) => tools.write(call).endsWith(s))).toBe(true)
  })

  it('that are broken are not found', () => {
    expect(tools.find('<tool_call>{"name": "x", "arguments": {"a": }}</tool_call>')).toBeUndefined()
    expect(tools.find('no call')).toBeUndefined()
  })
})
