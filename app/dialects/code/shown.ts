/**
 * The code of a step as a person reads it: without the tags, the fence or the JSON around it. Of whichever family: the text of one
 * block says itself how it is marked.
 */
import { codeBlocks } from './blocks'
import { codeCalls } from './calls'

/** A piece of code, and where a place of its step's text stands in it. */
export interface ShownCode {
  readonly code: string
  /** Absent from the code: undefined. */
  readonly placeIn: (at: number) => number | undefined
}

/** Arguments under which calls hold code. */
const codeArguments = ['code', 'python', 'script'] as const

/** The code in the text of a step; all of the text where it has no marks. */
export function shownCode(text: string): ShownCode {
  const [block] = [
    ...codeBlocks(text, 'tags-or-fence'),
    ...codeArguments.flatMap((argument) => codeCalls(text, argument)),
  ]
  if (block === undefined) return { code: text, placeIn: (at) => at }
  const { code, placeOf } = block
  const placeIn = (at: number) => {
    let [low, high] = [0, code.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (placeOf(middle) < at) low = middle + 1
      else high = middle
    }
    return placeOf(low) >= at && at >= placeOf(0) ? low : undefined
  }
  return { code, placeIn }
}
