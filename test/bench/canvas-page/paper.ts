/** Pictures drawn on the spot, so that the tests need no files: a coloured scene, or a white sheet with print. */
import type { Size } from '../../../app/geometry/box'

/** The address of a picture of this size. */
export async function paper(size: Size, kind: 'photo' | 'print'): Promise<string> {
  const canvas = new OffscreenCanvas(size.width, size.height)
  const brush = canvas.getContext('2d')
  if (brush === null) throw new Error('This browser draws nothing.')
  if (kind === 'print') print(brush, size)
  else photo(brush, size)
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }))
}

function print(brush: OffscreenCanvasRenderingContext2D, { width, height }: Size): void {
  brush.fillStyle = '#ffffff'
  brush.fillRect(0, 0, width, height)
  brush.fillStyle = '#202020'
  const line = Math.max(12, Math.round(height / 40))
  brush.font = `${line * 0.7}px monospace`
  for (let y = line * 2, i = 0; y < height - line; y += line, i++)
    brush.fillText(`${i}  item ${(i * 7919) % 997}  ....  ${((i * 104729) % 10000) / 100} EUR`, line * 2, y)
}

function photo(brush: OffscreenCanvasRenderingContext2D, { width, height }: Size): void {
  const sky = brush.createLinearGradient(0, 0, width, height)
  sky.addColorStop(0, '#27435f')
  sky.addColorStop(0.5, '#c9a77c')
  sky.addColorStop(1, '#1d2a1c')
  brush.fillStyle = sky
  brush.fillRect(0, 0, width, height)
  // A fixed pseudo-random walk: the same picture each time.
  let seed = 7
  const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647
  for (let i = 0; i < 400; i++) {
    brush.fillStyle = `hsl(${next() * 360} 45% ${20 + next() * 60}% / 0.5)`
    const side = (0.01 + next() * 0.06) * width
    brush.fillRect(next() * width, next() * height, side, side * (0.3 + next()))
  }
}
