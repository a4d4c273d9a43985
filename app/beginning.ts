/** The beginning of a text that is too long for its place. Pure. */

/** As much of a text as so many UTF-16 units hold; no half of a character stands at its end. */
export function beginningOf(text: string, most: number): string {
  const cut = text.slice(0, Math.max(0, most))
  return /[\ud800-\udbff]$/.test(cut) && cut.length < text.length ? cut.slice(0, -1) : cut
}

/** A text on one line, at most so many UTF-16 units of it; what was cut off is marked. */
export function lineOf(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= most ? line : `${beginningOf(line, most - 1)}…`
}
