/** A project opened from the list in a real Chromium: how long that takes, what it sends, how long it keeps the window from answering. */
import type { Page } from 'playwright-core'

export interface Opened {
  /** From the click to its steps, boxes and words being there, on the frame after. */
  readonly ms: number
  /** Longest the window did not answer, until nothing more was drawn. */
  readonly longestMs: number
  /** Elements in the page. */
  readonly nodes: number
  /** Bytes that came over the socket, as text. */
  readonly bytes: number
}

/** Gives the function that opens a project by its title. */
export async function opener(page: Page): Promise<(title: string) => Promise<Opened>> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  let bytes = 0
  devtools.on('Network.webSocketFrameReceived', ({ response }) => void (bytes += response.payloadData.length))
  await page.evaluate(watch)
  return async (title) => {
    await page.getByRole('button', { name: 'Relook: samples and projects' }).click()
    const project = page.getByTestId('project-row').filter({ hasText: title })
    await project.waitFor()
    await page.evaluate(() => (window as unknown as Watched).begin())
    bytes = 0
    await project.getByRole('button').first().click()
    await page.waitForFunction(() => (window as unknown as Watched).done(), undefined, { timeout: 120_000 })
    const { ms, longestMs, nodes } = await page.evaluate(() => (window as unknown as Watched).told())
    return { ms, longestMs, nodes, bytes }
  }
}

interface Watched {
  begin: () => void
  done: () => boolean
  told: () => Omit<Opened, 'bytes'>
}

/** In the page. Quiet: so many frames in which the page did not change. */
function watch(): void {
  const quiet = 20
  let [from, there, longest, nodes, still] = [0, 0, 0, 0, 0]
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries())
      if (from > 0 && startTime >= from) longest = Math.max(longest, duration)
  }).observe({ type: 'longtask' })
  document.addEventListener('click', () => (from ||= performance.now()), { capture: true })
  const isThere = () =>
    ['[data-testid=step-row]', '[data-canvas=ready]', '.story .card'].every((q) => document.querySelector(q))
  const look = () => {
    if (from > 0 && there === 0 && isThere()) there = performance.now()
    const now = document.querySelectorAll('*').length
    still = there > 0 && now === nodes ? still + 1 : 0
    nodes = now
    if (still < quiet) requestAnimationFrame(look)
  }
  Object.assign(window, {
    begin: () => {
      from = there = longest = nodes = still = 0
      requestAnimationFrame(look)
    },
    done: () => still >= quiet,
    told: () => ({ ms: there - from, longestMs: longest, nodes }),
  } satisfies Watched)
}
