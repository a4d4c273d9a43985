/**
 * The last resort of a process that keeps people's work: an error that nobody was there to take is reported and does not end the
 * process. What was acknowledged is on the disk before it counts, so going on loses nothing; ending would cut off every run. Every
 * report is a fault of Relook to be mended where it comes from. Knows no feature.
 */

/** So many in one minute mean that going on helps nobody. */
const mostPerMinute = 100

/**
 * Reports what would end the process. `end` is called when they come without an end. Returns the way to stop listening.
 */
export function catchStrays(report: (message: string) => void, end: () => void): () => void {
  let recent: number[] = []
  const take = (what: string) => (error: unknown) => {
    const now = Date.now()
    recent = [...recent.filter((at) => now - at < 60_000), now]
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    report(`An error that nobody took (${what}); Relook goes on. Please report it: ${text}`)
    if (recent.length > mostPerMinute) end()
  }
  const onException = take('exception')
  const onRejection = take('rejection')
  process.on('uncaughtException', onException)
  process.on('unhandledRejection', onRejection)
  return () => {
    process.off('uncaughtException', onException)
    process.off('unhandledRejection', onRejection)
  }
}
