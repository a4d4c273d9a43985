import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../../renderer/styles/theme.css', import.meta.url), 'utf8')

/** Custom properties of the rule with this selector. */
function colours(selector: string): Map<string, string> {
  const from = css.indexOf(`${selector} {`)
  const body = css.slice(from, css.indexOf('}', from))
  return new Map([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const looks = Array.from({ length: 8 }, (_, i) => `look-${i}`)
const pairs: readonly (readonly [string, string])[] = [
  ...['panel', 'raised', 'sunken', 'stage', 'selected', 'accent-soft', 'added', 'removed', 'unsure'].map(
    (ground) => ['text', ground] as const,
  ),
  ...['panel', 'raised', 'sunken', 'stage', 'selected'].map((ground) => ['muted', ground] as const),
  ...['panel', 'raised', 'accent-soft'].map((ground) => ['accent', ground] as const),
  ['accent-text', 'accent'],
  ['error', 'error-soft'],
  ...looks.flatMap((look) => [
    ['look-text', look] as const,
    [look, 'panel'] as const,
    [look, 'raised'] as const,
  ]),
]

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-theme='dark']"],
])('the %s theme', (_name, selector) => {
  const theme = colours(selector)

  it.each(pairs)('can be read: %s on %s', (front, ground) => {
    const [a, b] = [theme.get(front), theme.get(ground)]
    if (a === undefined || b === undefined) throw new Error(`${front} or ${ground} is missing.`)
    expect(contrast(a, b)).toBeGreaterThanOrEqual(4.5)
  })
})
