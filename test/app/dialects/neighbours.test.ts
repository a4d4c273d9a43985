/**
 * A dialogue of every dialect as its models write it: read by its own dialect it is what was meant, and its words alone are taken for no
 * other family's, but where they are the same.
 */
import { describe, expect, test } from 'vitest'
import { dialects, type DialectId } from '../../../app/dialects'
import { dialectIn } from '../../../app/formats/chat-dialect'
import { saidBy } from '../../builders/said'
import type { Said } from '../../builders/said-words'
import { sizes, speaking, told } from '../../builders/told'

const all = Object.entries(saidBy) as readonly (readonly [DialectId, Said])[]

describe.each(all)('%s', (id, { turns, at, answer, alone = id }) => {
  test('its looks lie where its models mean them, and its answer is read', () => {
    const read = told(id, sizes.page, ...turns)
    expect(read.looks.map((l) => l.at)).toEqual(at)
    expect(read.answer ?? '').toBe(answer)
    expect(read.kinds.filter((kind) => kind === 'unread')).toEqual([])
  })

  test('nothing is odd about them', () => {
    const odd = told(id, sizes.page, ...turns).looks.flatMap((l) => l.flags)
    expect(odd.filter((flag) => flag !== 'point' && flag !== 'figure' && flag !== 'bounds')).toEqual([])
  })

  test('its words alone say whose they are', () => {
    expect(dialectIn({ spoken: turns.join('\n'), system: '' }, 'qwen-grounding')).toBe(alone)
  })

  test('with its system message they do, too', () => {
    const { system } = speaking(id)
    if (system === undefined) return
    const found = dialectIn({ spoken: turns.join('\n'), system }, 'qwen-grounding')
    expect([alone, id]).toContain(found)
  })
})

test('every dialect is there', () => {
  expect(Object.keys(saidBy).sort()).toEqual(dialects.map((d) => d.id).sort())
})
