/** Moving, resizing and drawing regions. What moves is a preview; what is finished is one draft. */
import { clampBox, moveWithin, sameBox, type Box } from '../../app/geometry/box'
import { insertLook, remove } from '../../app/trace/correct-edits'
import type { Draft } from '../../app/trace/project'
import type { Context } from './context'
import type { KeepDraft, KeepDrafts } from './edits'
import { lookOf, selectedRows, unitSource, type LookRow } from './rows'

export type RegionActions = ReturnType<typeof regionActions>

/** Nudges closer together than this are one undo. */
const settleMs = 350

/** Actions over the regions of the selected branch. */
export function regionActions(context: Context, draft: KeepDraft, drafts: KeepDrafts) {
  const { get, set } = context
  let settling: ReturnType<typeof setTimeout> | undefined

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
    drawLook: (region: Box<'image'>) => drawLook(context, drafts, region),
    removeDraft: (id: string) => removeDraft(context, drafts, id),
  }
}

async function drawLook(context: Context, drafts: KeepDrafts, region: Box<'image'>): Promise<void> {
  const { get, set } = context
  const { project } = get()
  const from = unitSource(get())
  if (project === undefined || from === undefined) return
  const key = context.newId()
  const after = placeForLook(context)
  const whole = wholeBox(region, project.image)
  set({ tool: 'select' })
  if (await drafts(insertLook(from, after, whole, key))) set({ step: key, box: key })
}

/** Takes a draft away: a moved box goes back, a drawn one goes, a text is the model's again. */
async function removeDraft({ get, set }: Context, drafts: KeepDrafts, id: string): Promise<void> {
  const row = selectedRows(get()).find((r) => r.id === id)
  if (row?.draft === undefined) return
  const from = unitSource(get())
  if (row.added) set({ step: undefined, box: undefined })
  await drafts(row.added && from !== undefined ? remove(from, id) : { [id]: null })
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
  return row.id
}
