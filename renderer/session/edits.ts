/** A person's changes: regions, texts, new looks, names. Each finished one is one undo, kept by the host. */
import { clampBox, moveWithin, sameBox, type Box } from '../../app/geometry/box'
import type { EditChange } from '../../app/trace/change'
import type { BranchId, Draft } from '../../app/trace/project'
import { attempt, type Context } from './context'
import { lookOf, selectedBranch, selectedRows, type LookRow } from './rows'

export type EditActions = ReturnType<typeof editActions>

/** Nudges closer together than this are one undo. */
const settleMs = 350

/** Actions that change the project. */
export function editActions(context: Context) {
  const { host, get, set } = context
  let settling: ReturnType<typeof setTimeout> | undefined

  const edit = async (change: EditChange): Promise<boolean> => {
    const project = get().projectId
    if (project === undefined) return false
    const work = async () => {
      await host.edit({ project, change })
      return true
    }
    return (await attempt(context, 'step', work, () => void edit(change))) ?? false
  }
  const draft = (key: string, value: Draft | null) => edit({ type: 'drafted', key, draft: value })

  const draftRegion = async (id: string, region: Box<'image'>): Promise<void> => {
    clearTimeout(settling)
    settling = undefined
    const row = rowOf(context, id)
    const image = get().project?.image
    if (row === undefined || image === undefined) return
    const whole = wholeBox(region, image)
    if (sameBox(whole, row.region)) return set({ preview: undefined })
    // Shown at once and taken away when the host has it, so that the box does not jump back in between.
    set({ preview: { id, region: whole } })
    const kept = await draft(id, draftOf(row, whole))
    if (!kept && get().preview?.id === id) set({ preview: undefined })
  }

  const adjust = (change: (b: Box<'image'>, image: { width: number; height: number }) => Box<'image'>) => {
    const { box, preview, project } = get()
    const row = box === undefined ? undefined : rowOf(context, box)
    if (row === undefined || project === undefined) return
    const region = change(preview?.id === row.id ? preview.region : row.region, project.image)
    set({ preview: { id: row.id, region } })
    clearTimeout(settling)
    settling = setTimeout(() => void draftRegion(row.id, region), settleMs)
  }

  return {
    edit,
    draftRegion,
    preview: (id: string, region: Box<'image'> | undefined) =>
      set({ preview: region === undefined ? undefined : { id, region } }),
    /** Moves the box in hand; undone as one when keys follow closely. */
    nudge: (dx: number, dy: number) => adjust((b, image) => moveWithin(b, dx, dy, image)),
    /** Moves the right and bottom edge of the box in hand. */
    grow: (dx: number, dy: number) =>
      adjust((b, image) =>
        clampBox(
          { ...b, right: Math.max(b.left + 1, b.right + dx), bottom: Math.max(b.top + 1, b.bottom + dy) },
          image,
        ),
      ),
    /** Hands in at once what arrow keys moved. */
    settle: async () => {
      const { preview } = get()
      if (settling !== undefined && preview !== undefined) await draftRegion(preview.id, preview.region)
    },
    drawLook: async (region: Box<'image'>) => {
      const { project } = get()
      const branch = selectedBranch(get())
      if (project === undefined || branch === undefined) return
      const key = context.newId()
      const after = placeForLook(context)
      const whole = wholeBox(region, project.image)
      set({ tool: 'select' })
      const value = { type: 'look', branch: branch.id, region: whole } as const
      if (await draft(key, after === undefined ? value : { ...value, after })) set({ step: key, box: key })
    },
    /** Takes a draft away: a moved box goes back, a drawn one goes, a text is the model's again. */
    removeDraft: async (id: string) => {
      const row = selectedRows(get()).find((r) => r.id === id)
      if (row?.draft === undefined) return
      if (row.type === 'look' && row.step === undefined) set({ step: undefined, box: undefined })
      await draft(id, null)
    },
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
    undo: () => edit({ type: 'undone' }),
    redo: () => edit({ type: 'redone' }),
    rename: (branch: BranchId, name: string) => edit({ type: 'branch-renamed', branch, name }),
    star: (branch: BranchId, star: boolean) => edit({ type: 'branch-starred', branch, star }),
    bin: (branch: BranchId, binned: boolean) => edit({ type: 'branch-binned', branch, binned }),
    renameProject: (title: string) => edit({ type: 'project-renamed', title }),
  }
}

function rowOf(context: Context, id: string): LookRow | undefined {
  return lookOf(selectedRows(context.get()), id)
}

/** A region's draft; back where the model had it means no draft. */
function draftOf(row: LookRow, region: Box<'image'>): Draft | null {
  if (row.step !== undefined) return sameBox(row.step.region, region) ? null : { type: 'region', region }
  return row.draft?.type === 'look' ? { ...row.draft, region } : null
}

/** Whole pixels inside the image, at least one each way. */
function wholeBox(region: Box<'image'>, image: { width: number; height: number }): Box<'image'> {
  const b = clampBox(
    {
      left: Math.round(region.left),
      top: Math.round(region.top),
      right: Math.round(region.right),
      bottom: Math.round(region.bottom),
    },
    image,
  )
  const left = Math.min(b.left, image.width - 1)
  const top = Math.min(b.top, image.height - 1)
  return { left, top, right: Math.max(b.right, left + 1), bottom: Math.max(b.bottom, top + 1) }
}

/** A new look comes after the selected step; after an answer there is nothing to look for, so it comes before. */
function placeForLook(context: Context): string | undefined {
  const rows = selectedRows(context.get()).filter((r) => r.type !== 'answer')
  const at = rows.findIndex((r) => r.id === context.get().step)
  const row = at < 0 ? rows.at(-1) : rows[at]
  if (row === undefined) return undefined
  if (row.type === 'observation' && row.step.type === 'observation') return row.step.look
  if (row.type === 'look' && row.step === undefined)
    return row.draft?.type === 'look' ? row.draft.after : undefined
  return row.id
}
