/** The other way to a model that reads an own image: one on a server, which is asked the question it was looked for. Knows no React. */
import type { Context } from '../context'
import { isRunning } from '../document/rows'
import type { State } from '../state'

/** What is done with a model that was got for a question. */
export interface ModelActions {
  readonly setModel: (model: string) => void
  readonly run: () => Promise<void>
}

/** What leads from a question to a server and back. */
export function soughtFor({ get, set }: Pick<Context, 'get' | 'set'>, { setModel, run }: ModelActions) {
  return {
    /** Shows the servers: the model that is taken there is asked what is asked in this project. */
    seekServer: () => set({ ask: { soughtFor: get().document.id }, view: { dialog: 'servers' } }),
    /** Takes a model of the list of servers. */
    takeServed: async (model: string) => {
      const asks = asksAtOnce(get())
      set({ ask: { soughtFor: undefined }, view: { dialog: undefined } })
      setModel(model)
      if (asks) await run()
    },
  }
}

/** Whether a model that is taken now is asked at once: it was sought for the question of the project that is open. */
export function asksAtOnce(state: State): boolean {
  return isAskable(state, state.ask.soughtFor)
}

/** Whether the question of a project can be asked now: that is open, something stands there, and nothing is on its way. */
export function isAskable(state: State, project: string | undefined): boolean {
  const { document, ask } = state
  const here = document.id !== undefined && document.id === project
  return here && ask.question.trim() !== '' && !ask.starting && !isRunning(state)
}
