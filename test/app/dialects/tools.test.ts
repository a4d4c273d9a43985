/**
 * Crops against the tools of the field: golden data made by their own published functions (test/fixtures/dialects/make.py),
 * over boxes of every size, past edges, tiny, on pictures of several shapes.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dialectOf, type Dialect } from '../../../app/dialects'
import { placeLook } from '../../../app/reading/place'

interface Golden {
  readonly image: readonly [number, number]
  readonly numbers: readonly number[]
  /** Null: the tool refuses. `inFrame`: pixels of the resized picture of size `frame`. */
  readonly want: {
    readonly cut?: readonly number[]
    readonly size?: readonly number[]
    readonly frame?: readonly number[]
    readonly inFrame?: readonly number[]
  } | null
}

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/dialects/tools.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly Golden[]>>

const cropOf = (dialect: Dialect, { image: [width, height], numbers }: Golden) => {
  const size = { width, height }
  const view = dialect.overview('i', size, dialect.budgets)
  return placeLook(numbers, { dialect, image: { id: 'i', size }, view, budgets: dialect.budgets }).view
}

describe.each(Object.keys(golden))('%s', (id) => {
  const dialect = dialectOf(id) as Dialect
  const rows = golden[id] ?? []

  test('gives the crops its published tool gives', () => {
    const wrong = rows.flatMap((row) => {
      const { want } = row
      const view = cropOf(dialect, row)
      const { left, top, right, bottom } = view?.crop ?? {}
      const got = view && { cut: [left, top, right, bottom], size: [view.size.width, view.size.height] }
      const { cut, size } = want ?? {}
      const same =
        want === null
          ? got === undefined
          : (size === undefined || String(got?.size) === String(size)) &&
            (cut === undefined || String(got?.cut) === String(cut))
      return same ? [] : [{ ...row, got }]
    })
    expect(wrong).toEqual([])
    expect(rows.length).toBeGreaterThan(30)
  })
})

test.each(['self-calling'])(
  '%s cuts the original where upstream cuts the resized image, to the pixel',
  (id) => {
    const far = (golden[id] ?? []).flatMap((row) => {
      const { inFrame, frame } = row.want ?? {}
      const view = cropOf(dialectOf(id) as Dialect, row)
      if (inFrame === undefined || frame === undefined || view?.crop === undefined) return []
      const [width, height] = row.image
      const x = width / (frame[0] ?? 1)
      const y = height / (frame[1] ?? 1)
      const { left, top, right, bottom } = view.crop
      const off = [left, top, right, bottom].map((v, i) => Math.abs(v - (inFrame[i] ?? 0) * (i % 2 ? y : x)))
      return Math.max(...off) <= Math.max(1, x, y) ? [] : [{ row, crop: view.crop }]
    })
    expect(far).toEqual([])
  },
)
