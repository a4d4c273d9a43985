/** Rewriting a thought or an answer. What is typed becomes a draft when it is kept, and is kept when one goes elsewhere. */
import type { Context } from './context'
import type { KeepDraft } from './edits'
import { selectedRows } from './rows'

export type WritingActions = ReturnType<typeof writingActions>

/** Actions over the text being written. */
export function writingActions(context: Context, draft: KeepDraft) {
  const { get, set } = context
  return {
    startWriting: (id: string) => {
      const row = selectedRows(get()).find((r) => r.id === id)
      if (row === undefined || (row.type !== 'thought' && row.type !== 'answer')) return
      const text = row.draft?.type === 'text' ? row.draft.text : 'text' in row.step ? row.step.text : ''
      set({ step: id, box: undefined, writing: { id, text } })
    },
    write: (text: string) => set((s) => (s.writing === undefined ? {} : { writing: { ...s.writing, text } })),
    stopWriting: () => set({ writing: undefined }),
    /** Keeps what is being written as a draft. */
    keepWriting: async () => {
      const { writing } = get()
      if (writing === undefined) return
      const row = selectedRows(get()).find((r) => r.id === writing.id)
      const own = row !== undefined && row.type !== 'look' && 'text' in row.step ? row.step.text : undefined
      set({ writing: undefined })
      if (writing.text === own)
        return row?.draft === undefined ? undefined : void (await draft(writing.id, null))
      await draft(writing.id, { type: 'text', text: writing.text })
    },
  }
}
