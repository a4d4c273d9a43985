/** What every benchmark must be: one suite over the registry. */
import { describe, expect, it } from 'vitest'
import { presetFor, presets } from '../../app/benchmarks'
import type { Preset } from '../../app/benchmarks/preset'
import { metricOf } from '../../app/metrics'

const all: readonly Preset[] = presets

it('has no id twice', () => {
  expect(new Set(all.map((preset) => preset.id)).size).toBe(all.length)
})

describe.each(all.map((p): [string, Preset] => [p.id, p]))('benchmark %s', (_, preset) => {
  it('is judged by a metric there is', () => {
    expect(metricOf(preset.metric)).toBeDefined()
    expect(preset.title).not.toBe('')
  })

  it('is recognised by the name of its own file before any other', () => {
    if (preset.tsv !== undefined) expect(presetFor(preset.tsv, [])).toBe(preset)
  })

  it('is recognised by its columns, whatever the file is called', () => {
    if (preset.columns === undefined) return expect(preset.tsv ?? preset.hub).toBeDefined()
    const others = all.slice(0, all.indexOf(preset)).filter((p) => p.columns !== undefined)
    const covered = others.some((p) => p.columns?.every((column) => preset.columns?.includes(column)))
    expect([presetFor('data.tsv', preset.columns) === preset, covered]).toEqual([true, false])
  })

  it('can be had: a file of that name, a repository of the hub, or columns that say so', () => {
    expect([preset.tsv, preset.hub, preset.columns].some((place) => place !== undefined)).toBe(true)
    if (preset.hub !== undefined) expect(preset.hub).toMatch(/^[\w.-]+\/[\w.-]+$/)
  })
})
