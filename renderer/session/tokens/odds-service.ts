/** Works out how likely each value of a look's numbers was, where the alternatives of the trace leave digits open. Knows no React. */
import { toFailureData } from '../../../app/failure'
import type { WorkedOut } from '../../../app/trace/odds'
import type { Context } from '../context'
import { stepIn } from '../why/why-rows'

/** How often a model is asked for one number at most. */
export const oddsAsks = 48

/** What can be asked of a look. */
export function createOddsService({ get, set, host }: Pick<Context, 'get' | 'set' | 'host'>) {
  let asked: AbortController | undefined
  const stop = () => {
    asked?.abort()
    asked = undefined
    set({ tokens: { working: undefined } })
  }
  /** Told number by number; what is known by now replaces what the trace says. */
  const tell = (step: string, at: number, odds: WorkedOut) =>
    set(({ tokens: { worked } }) => {
      const numbers = [...(worked[step] ?? [])]
      numbers[at] = odds
      return { tokens: { worked: { ...worked, [step]: numbers } } }
    })
  return {
    stop,
    workOut: async (step: string) => {
      const { id: project, branch } = get().document
      const look = stepIn(get(), step)
      if (project === undefined || branch === undefined || look?.type !== 'look') return
      stop()
      const own = new AbortController()
      asked = own
      const here = () => asked === own && get().document.id === project
      const { [step]: _before, ...worked } = get().tokens.worked
      set({ tokens: { working: step, oddsFailure: undefined, worked } })
      try {
        for (const number of look.request.numbers.keys())
          for await (const odds of host.numberOdds(
            { project, branch, step, number, asks: oddsAsks },
            own.signal,
          )) {
            if (!here()) return
            tell(step, number, odds)
          }
      } catch (error) {
        if (here()) set({ tokens: { oddsFailure: toFailureData(error) } })
      }
      if (asked === own) stop()
    },
  }
}
