/** What every dump of rollouts must be: one suite over the registry. */
import fc from '../builders/properties'
import { describe, expect, it } from 'vitest'
import { dumpFormats } from '../../app/groups'
import type { DumpFormat } from '../../app/groups/dump'

const all: readonly DumpFormat[] = dumpFormats

describe.each(all.map((d): [string, DumpFormat] => [d.id, d]))('dump %s', (id, format) => {
  it('has an id of its own, a name, and says where its shape is from', () => {
    expect(all.filter((d) => d.id === id)).toHaveLength(1)
    expect(format.name).not.toBe('')
    expect(format.source.length).toBeGreaterThan(5)
  })

  it('knows what is none of its own', () => {
    for (const value of [null, 7, 'text', true, [], {}, [[]], { rollouts: 7 }]) {
      expect(format.likeness(value)).toBeLessThan(0.5)
      const parsed = format.parse(value)
      expect(parsed.ok ? parsed.value : []).toEqual([])
    }
  })

  it('takes any record without throwing; what it accepts has rollouts, what it refuses has a reason', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const sure = format.likeness(value)
        expect(sure >= 0 && sure <= 1).toBe(true)
        const parsed = format.parse(value)
        if (parsed.ok) for (const part of parsed.value) expect(part.rollouts.length).toBeGreaterThan(0)
        else expect(parsed.issues.length).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })
})
