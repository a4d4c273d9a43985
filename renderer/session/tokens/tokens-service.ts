/** Looking at a token, going on from another one, and asking what else could have been said. Knows no React. */
import { given } from '../../../app/given'
import { toFailureData } from '../../../app/failure'
import type { ForcedAlternative, TokenPlace } from '../../../app/host'
import { inTurn } from '../../../app/reasoning/manner'
import { pathTo } from '../../../app/tokens/tree'
import type { Alternative, Token } from '../../../app/trace/step'
import type { AskService } from '../ask/ask-service'
import type { Context } from '../context'
import { isRunning, selectedBranch } from '../document/rows'
import type { State } from '../state'
import { t } from '../../language/text'

/** What a tree is grown with: alternatives of each token, and how often the model is asked. */
export const treeLimits = { width: 5, asks: 40 } as const

/** What can be done with a token. */
export function createTokensService(context: Context, ask: Pick<AskService, 'goOnWith'>) {
  const { get, set, host } = context
  let asked: AbortController | undefined
  const leave = () => {
    asked?.abort()
    asked = undefined
  }
  const look = (at: TokenPlace | undefined, list?: string) => {
    const before = get().tokens
    if (before.at?.step === at?.step && before.at?.at === at?.at && before.list === list) return
    leave()
    set({ tokens: { at, list, tree: undefined, asking: false, failure: undefined } })
  }
  const goOn = async (place: TokenPlace, forced: readonly Alternative[]) => {
    leave()
    await ask.goOnWith(place, forced.map(forcedOf))
  }
  return {
    look,
    /** A branch with this token in place of the one that stands there, and the run going on. */
    goOn,
    /** The same with all tokens from the place to a node of the tree. */
    goOnAlong: async (node: number) => {
      const { at, tree } = get().tokens
      if (at !== undefined && tree !== undefined) await goOn(at, pathTo(tree, node))
    },
    setDepth: (depth: number) => set({ tokens: { depth } }),
    /** Asks the model, the likeliest first, until enough is known or one leaves. */
    explore: async () => {
      const { document, tokens } = get()
      const { at: place, depth } = tokens
      const { id: project, branch } = document
      if (place === undefined || project === undefined || branch === undefined) return
      leave()
      const own = new AbortController()
      asked = own
      set({ tokens: { tree: undefined, asking: true, failure: undefined } })
      const here = () => asked === own
      try {
        const request = { project, branch, place, depth, ...treeLimits }
        for await (const tree of host.couldHaveSaid(request, own.signal)) {
          if (!here() || get().document.id !== project) return leave()
          set({ tokens: { tree } })
        }
      } catch (error) {
        if (here()) set({ tokens: { failure: toFailureData(error) } })
      }
      if (here()) set({ tokens: { asking: false } })
    },
    /** What has been told by now stays. */
    stop: () => {
      leave()
      set({ tokens: { asking: false } })
    },
  }
}

/** Only what the host is to be told. */
function forcedOf({ text, logprob, id, ends }: Alternative): ForcedAlternative {
  return { text, logprob, ...given({ id }), ...(ends === true ? { ends } : {}) }
}

/** Why nothing can go on from another token of the selected branch; undefined where it can. */
export function whyNot(state: State, token: Token): string | undefined {
  const branch = selectedBranch(state)
  if (branch === undefined || !state.host.connected) return t('There is nobody to ask now.')
  if (isRunning(state) || state.ask.starting) return t('The model is still writing.')
  if (!state.host.models.some((m) => m.id === branch.model))
    return t('The model that wrote this cannot be run here.')
  if ((branch.manner ?? inTurn).unfinished === 'asked')
    return t('The server of this model does not go on within a turn.')
  return (token.top ?? []).length === 0 ? t('No alternatives were given for this token.') : undefined
}
