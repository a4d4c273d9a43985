/** Rewriting a thought or an answer. What is typed becomes a draft when it is kept, and is kept when one goes elsewhere. */
import type { Context } from './context'
import { insertThought, reanswer } from '../../app/trace/correct-edits'
import type { KeepDraft, KeepDrafts } from './edits'
import { selectedRows, unitSource, type StepRow } from './rows'
import type { Inserting } from './review-state'

export type WritingActions = ReturnType<typeof writingActions>

/** Actions over the text being written. */
export function writingActions(context: Context, draft: KeepDraft, drafts: KeepDrafts) {
  const { get, set } = context
  return {
    startWriting: (id: string) => {
      const row = selectedRows(get()).find((r) => r.id === id)
      if (row === undefined || (row.type !== 'thought' && row.type !== 'answer')) return
      const text = textOf(row)
      set({ step: id, box: undefined, writing: { id, text } })
    },
    write: (text: string) => set((s) => (s.writing === undefined ? {} : { writing: { ...s.writing, text } })),
    stopWriting: () => set({ writing: undefined, inserting: undefined }),
    /** Keeps what is being written as a draft. */
    keepWriting: async () => {
      const { writing, inserting } = get()
      if (writing === undefined) return
      if (inserting?.key === writing.id) return keepNew(context, drafts, inserting, writing.text.trim())
      const row = selectedRows(get()).find((r) => r.id === writing.id)
      const own = row !== undefined && row.type !== 'look' && 'text' in row.step ? row.step.text : undefined
      set({ writing: undefined })
      const put = row?.added === true ? row.draft : undefined
      if (put !== undefined && 'text' in put)
        return writing.text === put.text
          ? undefined
          : void (await draft(writing.id, { ...put, text: writing.text }))
      if (writing.text === own)
        return row?.draft === undefined ? undefined : void (await draft(writing.id, null))
      await draft(writing.id, { type: 'text', text: writing.text })
    },
  }
}

/** New words become a draft when they are kept; none are none. */
async function keepNew(
  { get, set }: Context,
  drafts: KeepDrafts,
  { key, type, after }: Inserting,
  text: string,
): Promise<void> {
  set({ writing: undefined, inserting: undefined })
  const from = unitSource(get())
  if (text === '' || from === undefined) return
  const changes = type === 'answer' ? reanswer(from, text, key) : insertThought(from, after, text, key)
  if (await drafts(changes)) set({ step: key })
}

/** The words of a row as they are now. */
export function textOf({ draft, step }: StepRow): string {
  if (draft?.type === 'text') return draft.text
  return 'text' in step ? step.text : ''
}
