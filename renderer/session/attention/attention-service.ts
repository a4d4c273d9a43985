/** Asks what the words that are looked at attended to, and again whenever other words are, while it is shown. Knows no React. */
import type { WeightSelection } from '../../../app/attention/attended'
import { toFailureData } from '../../../app/failure'
import type { Context } from '../context'
import { onOpen } from '../why/why-service'
import { sameWords, wordsAsked } from './attention-rows'
import { noAttention, type AttendedWords } from './attention-state'

/** What can be done. */
export function createAttentionService(context: Context) {
  const { get, set, host, store } = context
  /** The question under way, and what it reads: another about the same need not read again. */
  let asked: { readonly own: AbortController; readonly reads: string } | undefined
  let last: { readonly words: AttendedWords; readonly selection: WeightSelection } | undefined
  const leave = () => {
    asked?.own.abort()
    asked = undefined
    last = undefined
  }
  const ask = async (words: AttendedWords, selection: WeightSelection) => {
    const on = onOpen(context)
    if (on === undefined) return
    const reads = JSON.stringify([words.branch, words.step, selection.type === 'rollout'])
    if (asked?.reads !== reads) asked?.own.abort()
    const own = { own: asked?.reads === reads ? asked.own : new AbortController(), reads }
    asked = own
    const mine = { words, selection }
    last = mine
    set({ attention: { asking: true, failure: undefined } })
    const { step, from, to } = words
    try {
      const view = await host.attention({ ...on, step, from, to, selection }, own.own.signal)
      if (last === mine) set({ attention: { shown: { words, view }, asking: false } })
    } catch (error) {
      if (last !== mine) return
      const failure = own.own.signal.aborted ? undefined : toFailureData(error)
      set({ attention: { shown: undefined, asking: false, failure } })
    }
  }
  const look = () => {
    const state = get()
    const { on, selection } = state.attention
    const words = on ? wordsAsked(state) : undefined
    if (words === undefined) {
      if (last === undefined && state.attention.shown === undefined) return
      leave()
      set({ attention: { shown: undefined, asking: false, failure: undefined } })
    } else if (!sameWords(words, last?.words) || selection !== last?.selection) void ask(words, selection)
  }
  store.subscribe(look)
  return {
    /** Shows it, or no longer. */
    toggle: () =>
      set(({ attention: { on, selection, smooth } }) => ({
        attention: { ...noAttention, on: !on, selection, smooth },
      })),
    choose: (selection: WeightSelection) => set({ attention: { selection } }),
    setSmooth: (smooth: boolean) => set({ attention: { smooth } }),
    /** Asks again what failed. */
    again: () => {
      last = undefined
      look()
    },
  }
}
