/**
 * Looks that are program code: which rows one block of code makes, and the block as it reads now, moved regions included, with the
 * numbers of each look in it. What a re-run sends is the same text. Pure; knows no React.
 */
import { dialectOf } from '../../../app/dialects'
import { shownCode } from '../../../app/dialects/code/shown'
import type { Extent } from '../../../app/extent'
import { wholeBox } from '../../../app/geometry/box'
import { changedCode, isFurther } from '../../../app/reasoning/moved-code'
import { requestFor } from '../../../app/reading/place'
import { sizedImageOf } from '../../../app/trace/image'
import { unitsOf, type UnitSource } from '../../../app/trace/correct'
import { stepsOf, type Branch, type Project } from '../../../app/trace/project'
import type { LookStep, Step, StepId } from '../../../app/trace/step'
import type { Preview } from '../editing/editing-state'
import { selectedRows, type LookRow, type Row } from './rows'
import type { State } from '../state'
import { frameOf } from '../../../app/trace/stages'

/** One piece of code and its looks; the first of them has the text. */
export interface CodeBlock {
  readonly head: LookRow & { readonly step: LookStep }
  readonly looks: readonly LookRow[]
}

/** Numbers of looks that stand at one place of the code. */
export interface CodePlace extends Extent {
  readonly looks: readonly LookRow[]
  /** A person's change wrote it again. */
  readonly changed: boolean
}

/** A block as it reads now. */
export interface CodeNow {
  readonly code: string
  readonly places: readonly CodePlace[]
  /** The moved region cannot be put into this code: a re-run asks for it with this code of its own. */
  readonly instead?: string
}

/** The block that a look's row belongs to. */
export function codeBlockOf(state: State, id: string): CodeBlock | undefined {
  const rows = selectedRows(state)
  const blocks = known.get(rows) ?? blocksIn(rows)
  known.set(rows, blocks)
  return blocks.get(id)
}

const known = new WeakMap<readonly Row[], ReadonlyMap<string, CodeBlock>>()

function blocksIn(rows: readonly Row[]): ReadonlyMap<string, CodeBlock> {
  const blocks = new Map<string, CodeBlock>()
  let open: { readonly head: CodeBlock['head']; readonly looks: LookRow[] } | undefined
  for (const row of rows) {
    if (row.type !== 'look' || row.step?.request.code !== true) continue
    if (open === undefined || !isFurther(row.step)) open = { head: { ...row, step: row.step }, looks: [] }
    open.looks.push(row)
    blocks.set(row.id, open)
  }
  return blocks
}

/** What a block stands in. `preview`: the region that is being moved. */
export interface CodeGround {
  readonly project: Project
  readonly branch: Branch
  readonly preview: Preview | undefined
}

/** The block as it reads now. */
export function codeNow(ground: CodeGround, block: CodeBlock): CodeNow {
  const { head, looks } = block
  const { project, branch } = ground
  const written = readable(head.step.raw, looks, looksOf(looks))
  const moved = withPreview(ground, block)
  if (moved === undefined) return written
  const steps = changedIn(moved, project, branch)
  const now = looks.map(({ id }) => steps.get(id)?.find((s) => s.type === 'look'))
  const text = now.find((step) => step !== undefined && step.raw !== '')?.raw
  if (text !== undefined) return withChanged(readable(text, looks, now), written)
  const dialect = dialectOf(branch.dialect)
  const look = looks.find(({ id }) => moved.drafts[id]?.type === 'region')
  const draft = look && moved.drafts[look.id]
  if (dialect === undefined || draft?.type !== 'region') return written
  const { text: instead } = requestFor(dialect, draft.region, {
    image: project.image,
    frame: frameOf(branch.view),
  })
  return { ...written, instead: shownCode(instead).code }
}

/** The branch with the region that is being moved as a draft; undefined where nothing of this block is changed. */
function withPreview({ project, branch, preview }: CodeGround, { looks }: CodeBlock): UnitSource | undefined {
  const own = preview !== undefined && looks.some((l) => l.id === preview.id) ? preview : undefined
  const drafts =
    own === undefined
      ? project.drafts
      : {
          ...project.drafts,
          [own.id]: { type: 'region' as const, region: wholeBox(own.region, project.image) },
        }
  if (!looks.some(({ id }) => drafts[id] !== undefined)) return undefined
  return { steps: stepsOf(project, branch), drafts, branch: branch.id }
}

/** The steps that changed code becomes, as a re-run makes them. */
function changedIn(
  source: UnitSource,
  { image }: Project,
  branch: Branch,
): ReadonlyMap<StepId, readonly Step[]> {
  const dialect = dialectOf(branch.dialect)
  if (dialect === undefined) return new Map()
  let made = 0
  return changedCode(unitsOf(source), {
    dialect,
    image: sizedImageOf(image),
    view: branch.view,
    budgets: dialect.budgets,
    author: branch.author,
    before: [],
    newId: () => `shown-${++made}`,
    now: () => branch.createdAt,
  })
}

function looksOf(rows: readonly LookRow[]): readonly (LookStep | undefined)[] {
  return rows.map(({ step }) => step)
}

/** A block's text without its marks, and where the numbers of its looks stand in it. */
function readable(raw: string, rows: readonly LookRow[], steps: readonly (Step | undefined)[]): CodeNow {
  const { code, placeIn } = shownCode(raw)
  const places = new Map<string, CodePlace>()
  for (const [i, row] of rows.entries()) {
    const step = steps[i]
    for (const literal of (step?.type === 'look' ? step.request.literals : undefined) ?? []) {
      const [start, end] = [placeIn(literal.start), placeIn(literal.end)]
      if (start === undefined || end === undefined) continue
      const key = `${start}-${end}`
      const looks = [...new Set([...(places.get(key)?.looks ?? []), row])]
      places.set(key, { start, end, looks, changed: false })
    }
  }
  return { code, places: [...places.values()].sort((a, b) => a.start - b.start) }
}

/** Which numbers are others than they were: by their order, as long as there are as many. */
function withChanged(now: CodeNow, before: CodeNow): CodeNow {
  if (now.places.length !== before.places.length) return now
  const textOf = ({ code }: CodeNow, place: Extent | undefined) => code.slice(place?.start, place?.end)
  return {
    ...now,
    places: now.places.map((place, i) => ({
      ...place,
      changed: textOf(now, place) !== textOf(before, before.places[i]),
    })),
  }
}
