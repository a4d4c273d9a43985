/** Finds where generated text must end, also when a stop text is spread over several tokens. Pure. */

/** Feed it each token's text; it says whether a stop text has been completed. */
export function createStopWatch(stops: readonly string[]): (text: string) => boolean {
  const longest = stops.reduce((most, s) => Math.max(most, s.length), 0)
  let tail = ''
  return (text) => {
    const seen = tail + text
    tail = longest > 1 ? seen.slice(1 - longest) : ''
    return stops.some((s) => s !== '' && seen.includes(s))
  }
}
