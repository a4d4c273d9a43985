/**
 * Guesses what a model writes next, so that several tokens are read in one run of the decoder: what was written elsewhere from here on,
 * and what followed the same words before. A guess is only ever read ahead; what counts is what the model says. Where guesses are
 * wrong they become rare, so that a text that repeats nothing costs next to nothing more. Pure; knows no model.
 */

/** Tokens that must agree before what followed them is a guess: of what was written elsewhere, and of the text itself. */
const agree = { elsewhere: 2, here: 4 } as const
/** Tokens of a guess once some were wrong. */
const least = 4
/** Wrong guesses in a row make the next wait so many tokens, twice as many each time. */
const wait = 4
const longestWait = 256
/** After so many wrong guesses in a row even a text that begins as this one does has to wait. */
const mostTries = 3

/** Most tokens of a guess. A model reads its weights once for all of them; each more takes a twentieth of a run of one, scores included. */
export const longestGuess = 16

/** What guesses are made of. */
export interface Drafting {
  /** What was written elsewhere, the nearest to this text first; its first is guessed to be written again from its beginning. */
  readonly drafts: readonly (readonly number[])[]
  /** The ids before. */
  readonly context: readonly number[]
  /** Most tokens of a guess. */
  readonly most: number
  /** A guess ends before such a token; absent: before none. */
  readonly before?: ((id: number) => boolean) | undefined
}

export interface Drafter {
  /** What may come behind the tokens told so far; empty: nothing is guessed. At most `room` tokens. */
  readonly guess: (room: number) => readonly number[]
  /** So many of the tokens guessed last were right. */
  readonly judged: (right: number) => void
  /** A token that was written. */
  readonly wrote: (id: number) => void
}

/** A drafter behind a context. */
export function createDrafter({ drafts, context, most, before }: Drafting): Drafter {
  const elsewhere = drafts.filter((draft) => draft.length > 0).map((ids) => ({ ids, places: placesIn(ids) }))
  const here = [...context]
  const places = placesIn(here)
  /** Texts that begin with all that was written by now, and go on. */
  let alike = elsewhere.map(({ ids }) => ids)
  const written = () => here.length - context.length
  /** Where in which text the guesses go on; `sure` while that text is being repeated. */
  let at: Place | undefined = alike[0] === undefined ? undefined : { ids: alike[0], next: 0, sure: true }
  let length = most
  let guessed = 0
  let wrong = 0
  let waiting = 0
  const found = (): Place | undefined => {
    for (const { ids, places } of elsewhere) {
      const next = places.behind(here, agree.elsewhere)
      if (next !== undefined) return { ids, next, sure: true }
    }
    const next = places.behind(here, agree.here)
    return next === undefined ? undefined : { ids: here, next, sure: true }
  }
  return {
    guess: (room) => {
      guessed = 0
      const begun = alike.includes(at?.ids ?? []) ? undefined : alike[0]
      if (room <= 0 || (waiting > 0 && (begun === undefined || wrong >= mostTries))) return []
      if (begun !== undefined) {
        at = { ids: begun, next: written(), sure: true }
        length = most
      }
      if (at?.sure !== true) at = found() ?? at
      if (at?.sure !== true) return []
      const guess = at.ids.slice(at.next, at.next + Math.min(length, room))
      if (guess.length === 0) at = undefined
      const end = before === undefined ? -1 : guess.findIndex(before)
      guessed = end < 0 ? guess.length : end
      return guess.slice(0, guessed)
    },
    judged: (right) => {
      if (guessed === 0) return
      if (right === guessed) length = Math.min(most, length * 2)
      else length = Math.max(least, right)
      wrong = right > 0 ? 0 : wrong + 1
      if (wrong > 0) waiting = Math.min(longestWait, wait << (wrong - 1))
    },
    wrote: (id) => {
      if (waiting > 0) waiting--
      alike = alike.filter((ids) => ids[written()] === id && ids.length > written() + 1)
      here.push(id)
      places.add(here)
      // Another word in its place is often all that differs: what follows is there again when one token agrees.
      if (at !== undefined) at = { ids: at.ids, next: at.next + 1, sure: at.ids[at.next] === id }
    },
  }
}

interface Place {
  readonly ids: readonly number[]
  readonly next: number
  readonly sure: boolean
}

/** Where runs of tokens stand in a text that grows. */
function placesIn(ids: readonly number[]) {
  const lengths = [...new Set(Object.values(agree))]
  /** Behind the last place of a run of tokens, and behind the one before it. */
  const behind = new Map<string, { readonly last: number; readonly before?: number }>()
  const key = (text: readonly number[], end: number, length: number) =>
    text.slice(end - length, end).join(',')
  const put = (text: readonly number[], end: number) => {
    for (const length of lengths) {
      if (end < length) continue
      const run = key(text, end, length)
      const old = behind.get(run)
      behind.set(run, old === undefined ? { last: end } : { last: end, before: old.last })
    }
  }
  for (let end = 1; end <= ids.length; end++) put(ids, end)
  return {
    /** The text has one token more. */
    add: (text: readonly number[]) => put(text, text.length),
    /** What follows the end of `text`, where its last `length` tokens stand here: a place in `ids`. */
    behind: (text: readonly number[], length: number): number | undefined => {
      if (text.length < length) return undefined
      const found = behind.get(key(text, text.length, length))
      // The end of the text itself has nothing behind it.
      const place = text === ids && found?.last === text.length ? found.before : found?.last
      return place === undefined || place >= ids.length ? undefined : place
    },
  }
}
