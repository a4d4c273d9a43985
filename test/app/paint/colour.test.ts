/** Colours as painters write them, for brushes that know no CSS. */
import { expect, test } from 'vitest'
import { colourOf } from '../../../app/paint/colour'
import { inkOf } from '../../../app/paint/ink'
import { paletteOf, surfaces } from '../../../app/paint/ramps'

test('every form a painter writes', () => {
  expect(colourOf('#fff')).toEqual({ hex: '#ffffff', alpha: 1 })
  expect(colourOf('#1a2b3c')).toEqual({ hex: '#1a2b3c', alpha: 1 })
  expect(colourOf('rgb(10 12 18 / 0.6)')).toEqual({ hex: '#0a0c12', alpha: 0.6 })
  expect(colourOf('rgb(255 0 8)')).toEqual({ hex: '#ff0008', alpha: 1 })
})

test('every colour there is, and none besides', () => {
  for (const theme of ['light', 'dark'] as const) {
    const palette = paletteOf(theme, 'x')
    for (let hue = -1; hue < 8; hue++)
      for (const colour of Object.values(inkOf(palette, hue)))
        expect(colourOf(colour).hex).toMatch(/^#[0-9a-f]{6}$/)
    for (const colour of Object.values(surfaces[theme])) expect(colourOf(colour).alpha).toBe(1)
  }
  for (const wrong of ['red', '', undefined, 'url(x)', 'rgb(1,2,3)']) expect(() => colourOf(wrong)).toThrow()
})
