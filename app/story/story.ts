/**
 * A branch as it is told to an audience: what was asked, what the model was given to see, then beat by beat what it thought, where it
 * looked, what it got to see, what it answered. Plain data for figures, films and the presenter. Pure; knows no time and no screen.
 */
import { shownCode } from '../dialects/code/shown'
import type { Box, Point, Size } from '../geometry/box'
import { given } from '../given'
import type { ImageBox } from '../paint/mark'
import type { ImageId, ObservationStep, View } from '../trace/step'
import type { Origin } from '../trace/origin'
import { stepsOf, type Branch, type Project } from '../trace/project'
import { hueOf, lookOf, pointOf, rowsOf, rowText, type LookRow, type Row, type StepRow } from '../trace/rows'
import { toolText } from '../trace/tool-text'
import { boxesOf, goldBoxesOf, isElsewhere } from './boxes'

interface Common {
  /** Of the row. */
  readonly id: string
  /** 1-based, as the window numbers its rows. */
  readonly number: number
}

/** Something written. */
export interface WordsBeat extends Common {
  readonly type: 'words'
  readonly kind: 'thought' | 'code' | 'tool' | 'answer'
  readonly text: string
}

/** Somewhere looked at. */
export interface LookBeat extends Common {
  readonly type: 'look'
  /** 1-based among the looks. */
  readonly look: number
  readonly hue: number
  /** On the image. `here` false: on another one, or nobody knows where. */
  readonly region: Box<'image'>
  readonly here: boolean
  readonly point?: Point
  readonly label?: string
}

/** What came back. */
export interface CropBeat extends Common {
  readonly type: 'crop'
  readonly look: number | undefined
  readonly hue: number
  readonly view: View
  /** Where on the image its pixels are from; absent: from another image, or from nowhere that is known. */
  readonly from?: Box<'image'>
}

/** One thing told. */
export type Beat = WordsBeat | LookBeat | CropBeat

/** A branch, ready to be told. */
export interface Story {
  readonly title: string
  readonly question: string
  readonly image: { readonly id: ImageId; readonly size: Size }
  /** What the model was shown of the whole image. */
  readonly overview: View
  readonly beats: readonly Beat[]
  /** Without what a person took out. */
  readonly rows: readonly Row[]
  readonly origin: Origin | undefined
}

/** What a branch tells. */
export function storyOf(project: Project, branch: Branch): Story {
  const steps = stepsOf(project, branch)
  const rows = rowsOf({ steps, drafts: project.drafts, branch: branch.id }).filter((r) => !r.removed)
  const { id, width, height } = project.image
  return {
    title: project.title,
    question: branch.question,
    image: { id, size: { width, height } },
    overview: branch.view,
    beats: rows.map((row) => beatOf(row, rows, id)),
    rows,
    origin: project.origin,
  }
}

/** The boxes that stand on the image when so many beats are told. Where the right place is comes last: it would tell the end. */
export function boxesAfter({ rows, origin }: Story, beats: number): readonly ImageBox[] {
  const told = rows.slice(0, beats)
  const elsewhere = new Set(rows.filter(isElsewhere).map((r) => r.id))
  const gold = beats >= rows.length ? goldBoxesOf(origin, goldName) : []
  return [...gold, ...boxesOf(told, undefined, [])].filter((b) => !elsewhere.has(b.id))
}

/** The row of the look that a beat is about; undefined where it is about none. */
export function lookAt({ rows, beats }: Story, beat: number): string | undefined {
  return lookOf(rows, beats[beat]?.id)?.id
}

/** A crop among the beats. */
export interface CropPlace {
  readonly beat: CropBeat
  readonly index: number
}

/** What came back for a look; of several looks in a turn each has its own, which need not stand right behind it. */
export function cropFor({ beats }: Pick<Story, 'beats'>, { look }: LookBeat): CropPlace | undefined {
  const index = beats.findIndex((b) => b.type === 'crop' && b.look === look)
  const beat = beats[index]
  return beat?.type === 'crop' ? { beat, index } : undefined
}

function goldName(label: string | undefined): string {
  return label === undefined ? 'gold' : `gold: ${label}`
}

function beatOf(row: Row, rows: readonly Row[], image: ImageId): Beat {
  const common = { id: row.id, number: row.number }
  if (row.type === 'look') return { ...common, ...lookBeat(row) }
  const { step } = row
  if (step.type === 'observation') return { ...common, ...cropBeat(step, lookOf(rows, row.id), image) }
  return { ...common, type: 'words', ...wordsOf(row, step) }
}

function lookBeat(row: LookRow): Omit<LookBeat, keyof Common> {
  const { look, region, step } = row
  const about = given({ point: pointOf(row), label: step?.label })
  return { type: 'look', look, hue: hueOf(look), region, here: !isElsewhere(row), ...about }
}

function cropBeat(
  { view }: ObservationStep,
  look: LookRow | undefined,
  image: ImageId,
): Omit<CropBeat, keyof Common> {
  const from = view.image === image ? (view.crop ?? look?.region) : undefined
  return { type: 'crop', look: look?.look, hue: hueOf(look?.look ?? 1), view, ...given({ from }) }
}

function wordsOf(row: StepRow, step: StepRow['step']): Pick<WordsBeat, 'kind' | 'text'> {
  const text = rowText(row)
  if (step.type === 'answer') return { kind: 'answer', text }
  if (step.author.type === 'tool') return { kind: 'tool', text: toolText(text) }
  if (step.type !== 'thought' || row.draft?.type === 'text') return { kind: 'thought', text }
  switch (step.kind?.type) {
    case 'code':
      return { kind: 'code', text: shownCode(step.raw).code }
    case 'unread':
    case 'call':
    case 'reply':
      return { kind: 'code', text: step.raw }
    case 'opaque':
      return { kind: 'tool', text: `${step.kind.count} vectors that are no words` }
    case undefined:
      return { kind: 'thought', text }
  }
}
