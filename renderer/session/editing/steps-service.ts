/** Correcting the structure of a trace with one key each: splitting, merging, removing, moving steps. Knows no React. */
import { mergeWithNext, move, remove, split } from '../../../app/trace/correct-edits'
import type { UnitSource } from '../../../app/trace/correct'
import type { DraftChanges } from '../../../app/trace/draft'
import type { Context } from '../context'
import { rememberPlace, type Edits } from '../document/edits'
import { selectedRows, rowText, unitRow, unitSource } from '../document/rows'
import { caretIn } from './caret'
import { announce } from '../notices/notices'
import { t } from '../../language/text'

interface Needs extends Pick<Edits, 'drafts'> {
  /** Hands in a box that is half moved. */
  readonly settle: () => Promise<void>
  readonly keepWriting: () => Promise<void>
}

/** The unit that is changed, in what surrounds it. */
interface Unit {
  readonly from: UnitSource
  readonly key: string
  readonly removed: boolean
}

/** What can be done with the selected step. */
export function createStepsService(context: Context, needs: Needs) {
  const { get, set } = context
  /** Does it to the selected unit; says so where it cannot be done. */
  const change = async (changed: (unit: Unit) => DraftChanges | undefined, otherwise: string) => {
    const stillHere = rememberPlace(context)
    const key = unitRow(get())?.id
    await needs.settle()
    const from = unitSource(get())
    const row = selectedRows(get()).find((r) => r.id === key)
    if (!stillHere() || from === undefined || row === undefined) return announce(context, otherwise)
    const drafts = changed({ from, key: row.id, removed: row.removed })
    if (drafts === undefined) return announce(context, otherwise)
    await needs.drafts(drafts)
  }
  return {
    merge: () =>
      change(({ from, key }) => mergeWithNext(from, key), t('Only neighbours of one kind can be merged.')),
    /** Out of the trace; once more: back in. */
    remove: () =>
      change(
        ({ from, key, removed }) => (removed ? { [key]: null } : remove(from, key)),
        t('Select the step to remove.'),
      ),
    move: (by: 1 | -1) =>
      change(({ from, key }) => move(from, key, by), t('This step cannot be moved further.')),
    /** Cuts the thought being written, or the selected one, where the cursor stands in its words. */
    split: async () => {
      const { writing, caret } = get().editing
      const row = unitRow(get())
      const id = writing?.id ?? row?.id
      const words = writing?.text ?? (row && rowText(row))
      const at = caretIn(caret, id, words) ?? 0
      const stillHere = rememberPlace(context)
      await needs.keepWriting()
      if (!stillHere()) return
      const key = context.newId()
      const from = unitSource(get())
      const drafts = from === undefined || id === undefined ? undefined : split(from, { key: id, at }, key)
      if (drafts === undefined)
        return announce(context, t('Put the cursor inside a thought, where it is to be cut.'))
      if ((await needs.drafts(drafts)) && stillHere()) set({ selection: { step: key } })
    },
    /** Takes a draft away: a moved box goes back, a drawn one goes, a text is the model's again. */
    takeBack: async (id: string) => {
      const stillHere = rememberPlace(context)
      await needs.settle()
      const row = selectedRows(get()).find((r) => r.id === id)
      const from = unitSource(get())
      if (!stillHere() || row?.draft === undefined || from === undefined) return
      if (row.added) set({ selection: { step: undefined, box: undefined } })
      await needs.drafts(row.added ? remove(from, id) : { [id]: null })
    },
  }
}
