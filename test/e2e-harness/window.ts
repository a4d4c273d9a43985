/** What end-to-end tests of traces do again and again: open a record with its pictures, read the regions, drag the selected box. */
import type { Page } from 'playwright-core'
import sharp from 'sharp'

/** A plain picture as PNG. */
export function plainPicture(width: number, height: number, background = '#8899aa'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()
}

/** From any page: opens a file of one record (an object, or its text) with pictures by name. */
export async function openRecord(
  page: Page,
  { name, record }: { readonly name: string; readonly record: object | string },
  pictures: Readonly<Record<string, Buffer>>,
): Promise<void> {
  await page.getByRole('button', { name: 'Relook: samples and projects' }).click()
  await page.getByTestId('sample-card').first().waitFor()
  const text = typeof record === 'string' ? record : JSON.stringify(record)
  await page
    .getByLabel('Choose files of traces')
    .setInputFiles([
      { name, mimeType: '', buffer: Buffer.from(`${text}\n`) },
      ...Object.entries(pictures).map(([file, buffer]) => ({ name: file, mimeType: 'image/png', buffer })),
    ])
}

/** The regions of the looks, in the order of the steps: left, top, right, bottom. */
export function regionsOf(page: Page): Promise<readonly (string | null)[]> {
  return page.getByTestId('region-row').evaluateAll((rows) => rows.map((r) => r.getAttribute('data-region')))
}

/** Drags what is selected on the image by so many screen pixels. */
export async function dragSelected(page: Page, dx: number, dy: number): Promise<void> {
  const canvas = page.getByTestId('canvas')
  const frame = await canvas.boundingBox()
  const shown = await canvas.getAttribute('data-selected-box')
  if (frame === null || shown === null) throw new Error('The canvas shows no selected box.')
  const [left = 0, top = 0, right = 0, bottom = 0] = shown.split(',').map(Number)
  const [x, y] = [frame.x + (left + right) / 2, frame.y + (top + bottom) / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let i = 1; i <= 5; i++) await page.mouse.move(x + (dx * i) / 5, y + (dy * i) / 5)
  await page.mouse.up()
}
