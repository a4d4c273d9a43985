/** How late a streamed token is on the screen: a scripted model says the time 300 times a second, the page reads it back. */
import { openApp } from '../e2e-harness/app'
import { stampScript } from '../fixtures/scripts'
import type { Row } from './row'

const rate = 300
const tokens = 2400
/** A run ends a segment at 512 tokens. */
const segments = 6

/** p95 of the milliseconds between saying a token and its being painted. */
export async function bench(): Promise<Row[]> {
  const app = await openApp({ script: stampScript(rate, tokens, segments), width: 1280, height: 800 })
  try {
    await app.page.getByTestId('sample-card').first().click()
    await app.page.getByTestId('question').fill('What time is it?')
    await app.page.evaluate(watch)
    await app.page.getByTestId('run').click()
    await app.page.locator('[data-testid=step-row][data-type=answer]').waitFor({ timeout: 60_000 })
    const lags = await app.page.evaluate(() => (window as unknown as { lags: number[] }).lags)
    if (lags.length < tokens / 2)
      throw new Error(`only ${lags.length} of ${tokens} tokens were seen on the screen`)
    const sorted = [...lags].sort((a, b) => a - b)
    const value = sorted[Math.floor(sorted.length * 0.95)] ?? Infinity
    return [{ name: `${rate} tokens/s: lag from event to pixels, p95`, value, limit: 100, unit: 'ms' }]
  } finally {
    await app.stop()
  }
}

/** In the page: a stamp that is in the document at one frame has been painted by the next. */
function watch(): void {
  const lags: number[] = []
  ;(window as unknown as { lags: number[] }).lags = lags
  let seen = 0
  let pending: number[] = []
  const frame = () => {
    const now = Date.now()
    lags.push(...pending.map((stamp) => now - stamp))
    const text = document.querySelector('[data-testid=live-text]')?.textContent ?? ''
    const stamps = text.match(/\d{13}/g) ?? []
    // The live text begins again with each segment.
    if (stamps.length < seen) seen = 0
    pending = stamps.slice(seen).map(Number)
    seen = stamps.length
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}
