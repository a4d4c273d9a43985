/** Correcting the structure of a trace with one key each: splitting, merging, inserting, removing, moving steps. */
import type { Box } from '../../app/geometry/box'
import { mergeWithNext, move, remove, split } from '../../app/trace/correct-edits'
import type { DraftChanges } from '../../app/trace/draft'
import type { Context } from './context'
import type { KeepDrafts } from './edits'
import { lookOf, selectedRows, unitSource, type LookRow, type Row } from './rows'
import type { Drawing } from './review-state'
import type { State } from './state'
import { textOf } from './writing'

export type CorrectingActions = ReturnType<typeof correctingActions>

interface Needs {
  readonly drafts: KeepDrafts
  readonly startWriting: (id: string) => void
  readonly keepWriting: () => Promise<void>
  readonly draftRegion: (id: string, region: Box<'image'>) => Promise<void>
  readonly drawLook: (region: Box<'image'>) => Promise<void>
  readonly addGoldBox: (region: Box<'image'>) => Promise<void>
}

/** Actions on the selected step. */
export function correctingActions(context: Context, needs: Needs) {
  const { get, set } = context
  const say = (announced: string) => set({ announced })
  /** Does it to the selected unit; says so where it cannot be done. */
  const change = async (
    changed: (unit: {
      from: NonNullable<ReturnType<typeof unitSource>>
      key: string
    }) => DraftChanges | undefined,
    otherwise: string,
  ): Promise<boolean> => {
    const from = unitSource(get())
    const row = unitRow(get())
    const drafts = from === undefined || row === undefined ? undefined : changed({ from, key: row.id })
    if (drafts === undefined) {
      say(otherwise)
      return false
    }
    return needs.drafts(drafts)
  }

  return {
    /** The draw tool for one purpose. Redrawing takes the selected look, else the first. */
    startDrawing: (drawing: Drawing) => {
      const rows = selectedRows(get())
      const look = lookOf(rows, get().step) ?? rows.find((r) => r.type === 'look' && !r.removed)
      if (drawing === 'region' && look === undefined) return say('There is no look to redraw.')
      set({ tool: 'draw', drawing, box: undefined, ...(drawing === 'region' ? { step: look?.id } : {}) })
    },
    /** What was drawn becomes what it was drawn for. */
    drawn: async (region: Box<'image'>) => {
      const { drawing, step } = get()
      set({ drawing: 'look', tool: 'select' })
      const look = lookOf(selectedRows(get()), step)
      if (drawing === 'gold') return needs.addGoldBox(whole(region))
      if (drawing === 'region' && look !== undefined) return needs.draftRegion(look.id, region)
      return needs.drawLook(region)
    },
    /** The selected thought or answer; from a look, the next thought. */
    rewriteStep: () => {
      const rows = selectedRows(get())
      const at = rows.findIndex((r) => r.id === get().step)
      const words = (r: Row) => (r.type === 'thought' || r.type === 'answer') && !r.removed
      const row = rows.slice(Math.max(at, 0)).find(words) ?? rows.find(words)
      if (row === undefined) return say('There are no words to rewrite.')
      needs.startWriting(row.id)
    },
    /** The answer; where the trace has none, a new one is begun. */
    writeAnswer: () => {
      const row = selectedRows(get()).findLast((r) => r.type === 'answer' && !r.removed)
      if (row !== undefined) return needs.startWriting(row.id)
      const key = context.newId()
      set({ inserting: { key, type: 'answer' }, writing: { id: key, text: '' }, box: undefined })
    },
    insertThought: () => {
      const key = context.newId()
      const row = unitRow(get())
      const place = row === undefined ? {} : { after: row.id }
      set({ inserting: { key, type: 'thought', ...place }, writing: { id: key, text: '' }, box: undefined })
    },
    mergeStep: () =>
      change(({ from, key }) => mergeWithNext(from, key), 'Only neighbours of one kind can be merged.'),
    /** Cuts the thought being written, or the selected one, at this character of its words. */
    splitStep: async (at: number) => {
      const { writing } = get()
      await needs.keepWriting()
      const key = context.newId()
      const from = unitSource(get())
      const id = writing?.id ?? unitRow(get())?.id
      const drafts = from === undefined || id === undefined ? undefined : split(from, id, at, key)
      if (drafts === undefined) return say('Put the cursor inside a thought, where it is to be cut.')
      if (await needs.drafts(drafts)) set({ step: key })
    },
    /** Out of the trace; once more: back in. */
    removeStep: () => {
      const row = unitRow(get())
      return change(
        ({ from, key }) => (row?.removed === true ? { [key]: null } : remove(from, key)),
        'Select the step to remove.',
      )
    },
    moveStep: (by: 1 | -1) =>
      change(({ from, key }) => move(from, key, by), 'This step cannot be moved further.'),
  }
}

/** The row that is moved, merged or removed: for a crop, its look. */
export function unitRow(state: State): Row | undefined {
  const rows = selectedRows(state)
  const row = rows.find((r) => r.id === state.step)
  return row?.type === 'observation' ? (lookOf(rows, row.id) ?? row) : row
}

/** The words of the selected thought, for cutting. */
export function selectedWords(state: State): string | undefined {
  const row = unitRow(state)
  return row === undefined || row.type === 'look' ? undefined : textOf(row)
}

function whole({ left, top, right, bottom }: LookRow['region']): Box<'image'> {
  const [l, t] = [Math.round(left), Math.round(top)]
  return {
    left: l,
    top: t,
    right: Math.max(l + 1, Math.round(right)),
    bottom: Math.max(t + 1, Math.round(bottom)),
  }
}
