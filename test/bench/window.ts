/** How long a window takes over what a person does, as INP counts it: from the event to the next frame that shows it. */
import type { Page } from 'playwright-core'

/** Milliseconds from an arrow key to the frame that shows the next step; the slowest of so many. */
export async function slowestKey(page: Page, steps: number): Promise<number> {
  await page.getByTestId('canvas').focus()
  await page.evaluate(watchKeys)
  for (let i = 0; i < steps; i++) {
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction((n) => (window as unknown as Watched).taken.length > n, i)
  }
  return page.evaluate(() => Math.max(...(window as unknown as Watched).taken))
}

interface Watched {
  taken: number[]
}

/** In the page. */
function watchKeys(): void {
  const watched = window as unknown as Watched
  watched.taken = []
  window.addEventListener(
    'keydown',
    (e) => {
      requestAnimationFrame(() => setTimeout(() => watched.taken.push(performance.now() - e.timeStamp)))
    },
    { capture: true },
  )
}

/** The same of a pointer that goes over the image. */
export async function slowestHover(page: Page, steps: number): Promise<number> {
  const frame = await page.getByTestId('canvas').boundingBox()
  if (frame === null) throw new Error('There is no canvas.')
  await page.evaluate(() => {
    const watched = window as unknown as Watched
    watched.taken = []
    window.addEventListener(
      'pointermove',
      (e) => {
        requestAnimationFrame(() => setTimeout(() => watched.taken.push(performance.now() - e.timeStamp)))
      },
      { capture: true },
    )
  })
  for (let i = 0; i < steps; i++) {
    await page.mouse.move(frame.x + 100 + i * 12, frame.y + frame.height / 2 + i)
    await page.waitForFunction((n) => (window as unknown as Watched).taken.length > n, i)
  }
  return page.evaluate(() => Math.max(...(window as unknown as Watched).taken))
}
