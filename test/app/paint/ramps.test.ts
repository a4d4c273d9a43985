/** The colours that pages and figures are painted in are those of the style sheet. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ramps, surfaces } from '../../../app/paint/ramps'

test('each theme has the ramp of theme.css', () => {
  const css = readFileSync(new URL('../../../renderer/styles/theme.css', import.meta.url), 'utf8')
  const [light = '', dark = ''] = css.split(":root[data-theme='dark']")
  for (const [theme, text] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    const value = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(text)?.[1]
    expect(ramps[theme].looks).toEqual(Array.from({ length: 8 }, (_, n) => value(`look-${n}`)))
    const { text: words, muted, line, sunken, accent } = surfaces[theme]
    for (const [name, colour] of Object.entries({ text: words, muted, line, sunken, accent }))
      expect(colour, name).toBe(value(name))
    expect(ramps[theme].gold).toBe(value('gold'))
  }
})
