/**
 * The crop of a region that was drawn, moved or told in another language is the crop of the numbers that stand in its request: what
 * upstream's tool cuts for them (test/main/images/family-views.test.ts holds that).
 */
import fc from '../../builders/properties'
import { expect, test } from 'vitest'
import { dialects, type Dialect } from '../../../app/dialects'
import { retell } from '../../../app/exports/retell'
import { defaultSelection, select } from '../../../app/exports/select'
import { box } from '../../../app/geometry/box'
import { placeLook, writeLook } from '../../../app/reading/place'
import { answer, look, projectWith, thought } from '../../builders/project'

const size = { width: 1008, height: 756 }
const regions = fc
  .tuple(
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max: 748 }),
    fc.integer({ min: 1, max: 700 }),
    fc.integer({ min: 1, max: 500 }),
  )
  .map(([x, y, w, h]) => box<'image'>(x, y, Math.min(size.width, x + w), Math.min(size.height, y + h)))

// What a trace in its own language says stays to the letter: its crops are those of its own numbers.
const telling = dialects.filter((d: Dialect) => d.shows !== 'none' && d.move === undefined)

test.each(telling.filter((d) => d.id !== 'vlm-r3').map((d): readonly [string, Dialect] => [d.id, d]))(
  '%s: the crop in a retold trace is the crop of its numbers',
  (_, dialect) => {
    const { budgets } = dialect
    fc.assert(
      fc.property(regions, (region) => {
        const steps = [thought('t', 'x'), { ...look('l1'), region, label: 'it' }, answer('a', '7')]
        const [trace] = select(projectWith(steps), { ...defaultSelection }).traces
        if (trace === undefined) throw new Error('no trace')
        const told = retell(trace, { dialect, budgets }, steps)
        if (!told.ok) return
        const replies = told.value.messages.slice(told.value.asked)
        const text = replies
          .flatMap((m) => m.pieces)
          .map((p) => (p.type === 'text' ? p.text : ''))
          .join('')
        const span = dialect.spans(text).find((s) => s.type === 'look')
        const shown = replies.flatMap((m) => m.pieces).find((p) => p.type === 'image')
        if (span?.type !== 'look') throw new Error(`no request in ${text}`)
        const { id } = trace.project.image
        const ground = { dialect, image: { id, size }, view: dialect.overview(id, size, budgets), budgets }
        const { notation } = span
        const placed = placeLook(span.numbers, notation === undefined ? ground : { ...ground, notation })
        expect(shown?.type === 'image' && shown.view).toEqual(placed.view)
      }),
      { numRuns: 40, seed: 16 },
    )
  },
)

test.each(telling.map((d): readonly [string, Dialect] => [d.id, d]))(
  '%s: a region that was drawn lies where its numbers lie',
  (_, dialect) => {
    const { budgets } = dialect
    const ground = { dialect, image: { id: 'i', size }, view: dialect.overview('i', size, budgets), budgets }
    fc.assert(
      fc.property(regions, (region) => {
        const { numbers, placed } = writeLook(region, ground)
        expect(placeLook(numbers, ground)).toEqual(placed)
      }),
      { numRuns: 40, seed: 16 },
    )
  },
)
