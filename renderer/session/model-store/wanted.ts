/**
 * What becomes of a model that a person wants to ask, once it is here: it is chosen, and asked the question it was fetched for, if that is
 * still the project one is in and nothing runs there. Knows no React.
 */
import { isAskable, type ModelActions } from '../ask/sought'
import type { Context } from '../context'
import { notify } from '../notices/notices'
import { t } from '../../language/text'

/** Looks, whenever the models of this machine have changed. */
export function createWanted(context: Context, { setModel, run }: ModelActions) {
  const { get, set } = context
  const tell = (tone: 'info' | 'error', message: string) =>
    notify(context, { place: get().document.id === undefined ? 'import' : 'ask', tone, message })
  return {
    look: () => {
      const { wanted, models, downloads } = get().modelStore
      if (wanted === undefined) return
      const source = `${wanted.repo}@${wanted.commit}`
      const here = models.find((m) => m.source === source && m.dtype === wanted.dtype)
      if (here === undefined) {
        const coming = downloads.some((d) => d.repo === wanted.repo && d.dtype === wanted.dtype)
        // Given up by hand.
        if (wanted.seen === true && !coming) set({ modelStore: { wanted: undefined } })
        else if (coming && wanted.seen !== true) set({ modelStore: { wanted: { ...wanted, seen: true } } })
        return
      }
      set({ modelStore: { wanted: undefined } })
      if (here.model === undefined)
        return tell('error', here.failure?.message ?? t('{name} cannot be used.', { name: wanted.name }))
      setModel(here.model)
      if (isAskable(get(), wanted.project)) return void run()
      tell('info', t('{name} is ready.', { name: wanted.name }))
    },
  }
}
