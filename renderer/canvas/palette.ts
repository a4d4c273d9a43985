/**
 * The colours of the canvas, read from the style sheet (`--look-0` … `--look-7`) so that a box has the hue of its list row
 * in every theme. Resolves whatever CSS allows a colour to be.
 */
import { useEffect, useState } from 'react'
import { inkFrom, type InkPalette } from '../../app/paint/ink'

/** As many hues as the ramp has. */
const rampSize = 8
/** Used where the style sheet has no ramp: distinguishable with colour-blind eyes. */
const fallback = [
  '#3b82f6',
  '#e69f00',
  '#009e73',
  '#d55e9c',
  '#56b4e9',
  '#d55e00',
  '#8b6fe8',
  '#b5a800',
] as const

/** The palette in force for an element, read again when the theme changes. */
export function usePalette(element: HTMLElement | null): InkPalette | undefined {
  const [palette, setPalette] = useState<InkPalette>()
  useEffect(() => {
    if (element === null) return
    const read = () => {
      const now = readPalette(element)
      // The same palette stays the same object: nothing is drawn again for it.
      setPalette((before) => (before && JSON.stringify(before) === JSON.stringify(now) ? before : now))
    }
    read()
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', read)
    // A theme is chosen by an attribute of the root or the body.
    const themes = new MutationObserver(read)
    for (const node of [document.documentElement, document.body])
      themes.observe(node, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] })
    return () => {
      dark.removeEventListener('change', read)
      themes.disconnect()
    }
  }, [element])
  return palette
}

function readPalette(element: HTMLElement): InkPalette {
  const probe = element.appendChild(document.createElement('span'))
  probe.hidden = true
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const looks = Array.from({ length: rampSize }, (_, i) => {
    probe.style.color = `var(--look-${i}, ${fallback[i]})`
    return inkFrom(bytesOf(getComputedStyle(probe).color, pixel))
  })
  probe.style.color = 'var(--gold, #1a1a1f)'
  const gold = inkFrom(bytesOf(getComputedStyle(probe).color, pixel))
  probe.remove()
  return { looks, gold, font: getComputedStyle(element).fontFamily }
}

/** Any CSS colour as red, green, blue: the browser paints it, we read the pixel. */
function bytesOf(
  color: string,
  pixel: OffscreenCanvasRenderingContext2D | null,
): readonly [number, number, number] {
  if (pixel === null) return [59, 130, 246]
  pixel.fillStyle = color
  pixel.fillRect(0, 0, 1, 1)
  const [r = 0, g = 0, b = 0] = pixel.getImageData(0, 0, 1, 1).data
  return [r, g, b]
}
