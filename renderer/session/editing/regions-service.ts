/** Moving, resizing and drawing regions. What moves is a preview; what is finished is one draft. Knows no React. */
import { box, moveWithin, wholeBox, type Box, type Point, type Size } from '../../../app/geometry/box'
import { insertLook } from '../../../app/trace/correct-edits'
import { boxOfPoints, extremePoints } from '../../canvas/tools/extreme'
import type { Context } from '../context'
import { isMoved, rememberPlace, whenFolded, type Edits } from '../document/edits'
import { lookOf, pointOf, selectedRows, unitSource, type LookRow } from '../document/rows'
import { announce } from '../notices/notices'
import type { DrawTarget, Preview, ToolName } from './editing-state'
import { draftOf, stretchedBox, inHand, isAt, lookPlaceOf } from './look-place'
import { t } from '../../language/text'

export type RegionsService = ReturnType<typeof createRegionsService> & ReturnType<typeof createDrawingService>

type Needs = Pick<Edits, 'draft' | 'drafts'>

/** Nudges closer together than this are one undo. */
const settleMs = 350

/** What can be done to the regions of the selected branch. */
export function createRegionsService(context: Context, { draft, drafts }: Needs) {
  const { get, set } = context
  let settling: ReturnType<typeof setTimeout> | undefined

  const draftRegion = async (id: string, region: Box<'image'>): Promise<void> => {
    clearTimeout(settling)
    const row = rowOf(context, id)
    const place = row && lookPlaceOf(get(), row, region)
    if (row === undefined || place === undefined) return
    if (isAt(row, place)) return set({ editing: { preview: undefined } })
    set({ editing: { preview: { id, ...place, state: 'sent' } } })
    const preview = get().editing.preview
    const end = () => {
      if (get().editing.preview === preview) set({ editing: { preview: undefined } })
    }
    if (await draft(id, draftOf(row, place))) whenFolded(context, get().document.id, end)
    else end()
  }
  /** Hands in at once what arrow keys moved, or typed numbers. */
  const settle = async (): Promise<void> => {
    const { preview } = get().editing
    if (isMoved(preview)) await draftRegion(preview.id, inHand(preview))
  }
  const show = (id: string, region: Box<'image'> | undefined, state: Preview['state']) => {
    const row = rowOf(context, id)
    const place = row && region && lookPlaceOf(get(), row, region)
    set({ editing: { preview: place && { id, ...place, state } } })
  }
  const adjust = (change: (region: Box<'image'>, image: Size) => Box<'image'>) => {
    const { selection, editing, document } = get()
    const row = selection.box === undefined ? undefined : rowOf(context, selection.box)
    if (row === undefined || document.project === undefined) return
    const shown = editing.preview?.id === row.id ? editing.preview : { ...row, point: pointOf(row) }
    show(row.id, change(inHand(shown), document.project.image), 'nudged')
    clearTimeout(settling)
    settling = setTimeout(() => void settle(), settleMs)
  }

  return {
    draft: draftRegion,
    settle,
    /** While it is dragged; undefined when that ended and nothing came of it. */
    preview: (id: string, region: Box<'image'> | undefined) => {
      void settle()
      show(id, region, 'dragged')
    },
    /** While its numbers are typed: whoever goes on without ending that has meant them. */
    type: (id: string, region: Box<'image'>) => {
      if (get().editing.preview?.state === 'nudged') void settle()
      show(id, region, 'typed')
    },
    /** Moves the box in hand; undone as one when keys follow closely. */
    nudge: (dx: number, dy: number) => adjust((b, image) => moveWithin(b, { x: dx, y: dy }, image)),
    /** Moves the right and bottom edge of the box in hand; a point has none. */
    grow: (dx: number, dy: number) => adjust((b, image) => stretchedBox(b, { x: dx, y: dy }, image)),
    setTool: (tool: ToolName) => set({ editing: { tool, drawing: 'look', points: [] } }),
    /** A new look after the selected step; it is selected and in hand. */
    drawLook: (region: Box<'image'>) => drawLook(context, drafts, region),
  }
}

/** Drawing for a purpose. */
export function createDrawingService(
  context: Context,
  needs: Pick<ReturnType<typeof createRegionsService>, 'draft' | 'drawLook'> & {
    readonly addGoldBox: (region: Box<'image'>) => Promise<void>
    /** A draft as it is, also where it changes nothing that can be seen. */
    readonly keepDraft: Edits['draft']
  },
) {
  const { get, set } = context
  /** What was drawn becomes what it was drawn for. */
  const drawn = async (region: Box<'image'>): Promise<void> => {
    const { document, editing, selection } = get()
    set({ editing: { drawing: 'look', tool: 'select', points: [] } })
    const look = lookOf(selectedRows(get()), selection.step)
    if (editing.drawing === 'gold')
      return document.project && needs.addGoldBox(wholeBox(region, document.project.image))
    if (editing.drawing === 'region' && look !== undefined) return needs.draft(look.id, region)
    return needs.drawLook(region)
  }
  return {
    /** The draw tool for one purpose. Redrawing takes the selected look, else the first. */
    startDrawing: (drawing: DrawTarget, tool: Exclude<ToolName, 'select'> = 'draw') => {
      const rows = selectedRows(get())
      const look = lookOf(rows, get().selection.step) ?? rows.find((r) => r.type === 'look' && !r.removed)
      const redraws = drawing === 'region'
      if (redraws && look === undefined) return announce(context, t('There is no look to redraw.'))
      set((s) => ({
        editing: { tool, drawing, points: [] },
        selection: { box: undefined, step: redraws ? look?.id : s.selection.step },
      }))
    },
    ...pointsOf(context, drawn),
    /** Without a pointer: a box where it is likely wanted, in hand for the arrow keys where it can be moved. */
    placeBox: async (): Promise<void> => {
      const { document, editing, selection } = get()
      if (document.project === undefined || editing.tool !== 'draw') return
      const look = lookOf(selectedRows(get()), selection.step)
      if (editing.drawing === 'region' && look !== undefined) {
        set({ editing: { drawing: 'look', tool: 'select' }, selection: { step: look.id, box: look.id } })
        return
      }
      const { width, height } = document.project.image
      const middle = box<'image'>(width / 4, height / 4, (width * 3) / 4, (height * 3) / 4)
      await drawn(editing.drawing === 'gold' && look !== undefined ? look.region : middle)
    },
    /** Takes the region as it is shown for what was meant: a re-run asks for it again. */
    repair: async (id: string): Promise<void> => {
      const row = rowOf(context, id)
      const { project } = get().document
      if (row?.step === undefined || project === undefined) return
      const region = wholeBox(row.step.region, project.image)
      await needs.keepDraft(id, { type: 'region', region })
    },
    drawn,
  }
}

/** A box by its four extreme points. */
function pointsOf(context: Context, drawn: (region: Box<'image'>) => Promise<void>) {
  const { get, set } = context
  return {
    /** The fourth point makes the box. */
    addPoint: async (at: Point): Promise<void> => {
      const { document, editing } = get()
      if (document.project === undefined || editing.tool !== 'extreme') return
      const points = [...editing.points, at]
      set({ editing: { points } })
      announce(context, t('{n} of 4 points', { n: points.length }))
      const region = boxOfPoints(points, document.project.image)
      if (points.length >= extremePoints && region !== undefined) await drawn(region)
    },
    /** Takes the last point back. */
    takePoint: () => set(({ editing }) => ({ editing: { points: editing.points.slice(0, -1) } })),
  }
}

async function drawLook(context: Context, drafts: Edits['drafts'], region: Box<'image'>): Promise<void> {
  const { get, set } = context
  const { project } = get().document
  const from = unitSource(get())
  if (project === undefined || from === undefined) return
  const key = context.newId()
  const stillHere = rememberPlace(context)
  const look = insertLook(
    from,
    { after: placeForLook(context), region: wholeBox(region, project.image) },
    key,
  )
  set({ editing: { tool: 'select' } })
  if ((await drafts(look)) && stillHere()) set({ selection: { step: key, box: key } })
}

function rowOf(context: Context, id: string): LookRow | undefined {
  return lookOf(selectedRows(context.get()), id)
}

/** A new look comes after the selected step; after an answer there is nothing to look for, so it comes before. */
function placeForLook({ get }: Context): string | undefined {
  const rows = selectedRows(get()).filter((r) => r.type !== 'answer')
  const at = rows.findIndex((r) => r.id === get().selection.step)
  const row = at < 0 ? rows.at(-1) : rows[at]
  if (row === undefined) return undefined
  if (row.type === 'observation' && row.step.type === 'observation') return row.step.look
  return row.id
}
