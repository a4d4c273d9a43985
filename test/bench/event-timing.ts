/** What Chromium's Event Timing says of each thing a person does: from the event to the frame that shows it. Knows no window of Relook. */
import type { Page } from 'playwright-core'

/** One press, click or drag end, in milliseconds; its longest event counts, as INP counts it. */
export interface Interaction {
  readonly name: string
  readonly ms: number
}

interface Watching {
  interactions: Map<number, { name: string; ms: number }>
}

/** Begins to watch; again after each reload. Chromium tells of what takes 16 ms and more: what is quicker is not in the list. */
export async function watchInteractions(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watching = window as unknown as Watching
    watching.interactions = new Map()
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as readonly PerformanceEventTiming[]) {
        const id = entry.interactionId ?? 0
        if (id === 0) continue
        const before = watching.interactions.get(id)
        if (before === undefined || before.ms < entry.duration)
          watching.interactions.set(id, { name: entry.name, ms: entry.duration })
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
  })
}

/** Those so far. */
export function interactionsOf(page: Page): Promise<readonly Interaction[]> {
  return page.evaluate(() => [...(window as unknown as Watching).interactions.values()])
}

/** The value that a share of them does not exceed; 0 of none. `quick`: how many more there were that took less than is told. */
export function percentile(interactions: readonly Interaction[], share: number, quick = 0): number {
  const sorted = interactions.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = Math.ceil((sorted.length + quick) * share) - 1 - quick
  return at < 0 ? 0 : (sorted[at] ?? 0)
}
