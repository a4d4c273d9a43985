/** Rewriting a thought or an answer. What is typed becomes a draft when it is kept, and is kept when one goes elsewhere. */
import { insertThought, reanswer } from '../../../app/trace/correct-edits'
import { given } from '../../../app/given'
import type { Context } from '../context'
import { rememberPlace, type Edits } from '../document/edits'
import { selectedRows, unitRow, unitSource, rowText, type Row } from '../document/rows'
import { announce } from '../notices/notices'
import type { Caret } from './caret'
import type { InsertedText } from './editing-state'
import { t } from '../../language/text'

type Needs = Pick<Edits, 'draft' | 'drafts'>

/** What can be done with the text being written. */
export function createWritingService(context: Context, edits: Needs) {
  const { get, set } = context
  const start = (id: string) => {
    const row = selectedRows(get()).find((r) => r.id === id)
    if (row === undefined || !hasWords(row)) return
    set({ selection: { step: id, box: undefined }, editing: { writing: { id, text: rowText(row) } } })
  }
  const startNew = (inserting: Omit<InsertedText, 'key'>) => {
    const key = context.newId()
    set({
      selection: { box: undefined },
      editing: { inserting: { key, ...inserting }, writing: { id: key, text: '' } },
    })
  }
  return {
    start,
    type: (text: string) =>
      set(({ editing: { writing } }) => ({ editing: { writing: writing && { ...writing, text } } })),
    stop: () => set({ editing: { writing: undefined, inserting: undefined, caret: undefined } }),
    /** The cursor of the page has moved; undefined: out of all steps' words. */
    moveCaret: (caret: Caret | undefined) => set({ editing: { caret } }),
    /** Keeps what is being written as a draft. */
    keep: () => keep(context, edits),
    /** The selected thought or answer; from a look, the next thought. */
    rewrite: () => {
      const rows = selectedRows(get())
      const at = rows.findIndex((r) => r.id === get().selection.step)
      const hasOwn = (r: Row) => hasWords(r) && !r.removed
      const row = rows.slice(Math.max(at, 0)).find(hasOwn) ?? rows.find(hasOwn)
      if (row === undefined) return announce(context, t('There are no words to rewrite.'))
      start(row.id)
    },
    /** The answer; where the trace has none, a new one is begun. */
    answer: () => {
      const row = selectedRows(get()).findLast((r) => r.type === 'answer' && !r.removed)
      if (row === undefined) startNew({ type: 'answer' })
      else start(row.id)
    },
    /** The answer that is known to be right in place of the trace's own: what a person wrote, else what the file says. */
    takeGold: async (gold: string | undefined) => {
      if (gold === undefined) return announce(context, t('No right answer is known.'))
      const row = selectedRows(get()).findLast((r) => r.type === 'answer' && !r.removed)
      if (row === undefined) startNew({ type: 'answer' })
      else start(row.id)
      set(({ editing: { writing } }) => ({ editing: { writing: writing && { ...writing, text: gold } } }))
      await keep(context, edits)
      announce(context, t('Answer: {gold}', { gold }))
    },
    insertThought: () => startNew({ type: 'thought', ...given({ after: unitRow(get())?.id }) }),
  }
}

function hasWords(row: Row): boolean {
  return row.type === 'thought' || row.type === 'answer'
}

async function keep(context: Context, edits: Needs): Promise<void> {
  const { get, set } = context
  const { writing, inserting } = get().editing
  if (writing === undefined) return
  if (inserting?.key === writing.id) return keepNew(context, edits, writing.text.trim())
  const row = selectedRows(get()).find((r) => r.id === writing.id)
  set({ editing: { writing: undefined, caret: undefined } })
  if (row?.type === 'look') return
  const { id, text } = writing
  if (row?.added === true) {
    if (row.draft !== undefined && 'text' in row.draft && row.draft.text !== text)
      await edits.draft(id, { ...row.draft, text })
    return
  }
  const own = row !== undefined && 'text' in row.step ? row.step.text : undefined
  if (text !== own) await edits.draft(id, { type: 'text', text })
  else if (row?.draft !== undefined) await edits.draft(id, null)
}

/** New words become a draft when they are kept; none are none. */
async function keepNew(context: Context, { drafts }: Needs, text: string): Promise<void> {
  const { get, set } = context
  const { inserting } = get().editing
  set({ editing: { writing: undefined, inserting: undefined, caret: undefined } })
  const from = unitSource(get())
  if (inserting === undefined || text === '' || from === undefined) return
  const { type, key, after } = inserting
  const stillHere = rememberPlace(context)
  const changes = type === 'answer' ? reanswer(from, text, key) : insertThought(from, { after, text }, key)
  if ((await drafts(changes)) && stillHere()) set({ selection: { step: key } })
}
