/** Where a text ends at a stop text, as OpenAI's API has it: the stop text is left out, unless it is asked for. */
import type { Token } from '../../app/trace/step'

export interface Stops {
  /** The tokens that may be given out now; those that could be the beginning of a stop text wait. */
  readonly take: (token: Token) => readonly Token[]
  /** What waited, when nothing more comes. */
  readonly end: () => readonly Token[]
  /** The stop text that was found. */
  readonly found: () => string | undefined
}

/** A reader for these stop texts. */
export function createStops(stops: readonly string[], keep: boolean): Stops {
  let waiting: Token[] = []
  let found: string | undefined
  const release = (length: number): readonly Token[] => {
    const given: Token[] = []
    let left = length
    while (waiting.length > 0 && (waiting[0]?.text.length ?? 0) <= left) {
      const token = waiting.shift() as Token
      left -= token.text.length
      given.push(token)
    }
    return given
  }
  return {
    found: () => found,
    take: (token) => {
      if (found !== undefined) return []
      waiting.push(token)
      const text = waiting.map((t) => t.text).join('')
      const first = firstStop(text, stops)
      if (first !== undefined) {
        found = first.stop
        const length = first.at + (keep ? first.stop.length : 0)
        const given = release(length)
        const rest = length - given.reduce((sum, t) => sum + t.text.length, 0)
        const [next] = waiting
        waiting = []
        return rest > 0 && next !== undefined
          ? [...given, { ...next, text: next.text.slice(0, rest) }]
          : given
      }
      return release(text.length - held(text, stops))
    },
    end: () => {
      const rest = waiting
      waiting = []
      return found === undefined ? rest : []
    },
  }
}

function firstStop(text: string, stops: readonly string[]): { stop: string; at: number } | undefined {
  const all = stops.map((stop) => ({ stop, at: text.indexOf(stop) })).filter(({ at }) => at >= 0)
  return all.sort((a, b) => a.at + a.stop.length - (b.at + b.stop.length))[0]
}

/** How many characters at the end could begin a stop text. */
function held(text: string, stops: readonly string[]): number {
  let most = 0
  for (const stop of stops) {
    for (let n = Math.min(stop.length - 1, text.length); n > most; n--) {
      if (text.endsWith(stop.slice(0, n))) most = n
    }
  }
  return most
}
