/** Where in a page one is: which trace, branch and step, as its address says it (`#trace=2&branch=ID&step=4`). Pure. */
import { given } from '../../app/given'

/** A place. Traces and steps count from 1; `step` 0 is before the first, absent: all is shown and none is marked. */
export interface PagePlace {
  readonly trace: number
  readonly branch?: string
  /** A second branch beside the first. */
  readonly other?: string | undefined
  readonly step?: number
}

/** The place of an address' hash; what it does not say is the beginning. */
export function placeFrom(hash: string): PagePlace {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  const number = (name: string) => {
    const text = said.get(name)
    return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : undefined
  }
  return {
    trace: Math.max(1, number('trace') ?? 1),
    ...given({
      branch: said.get('branch') ?? undefined,
      other: said.get('with') ?? undefined,
      step: number('step'),
    }),
  }
}

/** The hash of a place. */
export function hashOfPlace({ trace, branch, other, step }: PagePlace): string {
  const words = [
    ...(trace === 1 ? [] : [`trace=${trace}`]),
    ...(branch === undefined ? [] : [`branch=${encodeURIComponent(branch)}`]),
    ...(other === undefined ? [] : [`with=${encodeURIComponent(other)}`]),
    ...(step === undefined ? [] : [`step=${step}`]),
  ]
  return words.length === 0 ? '#' : `#${words.join('&')}`
}

/** The step after going `by` steps; `rows`: how many there are. */
export function stepped(step: number | undefined, by: number, rows: number): number {
  const from = step ?? (by > 0 ? 0 : rows + 1)
  return Math.min(Math.max(from + by, 0), rows)
}
