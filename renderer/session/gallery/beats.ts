/** A recorded run as the few moments the home page plays in small: each look with what it is about, and the answer. Pure. */
import type { Box } from '../../../app/geometry/box'
import { stepsOf, type Project } from '../../../app/trace/project'
import type { Row } from '../document/rows'
import { rowsOf } from '../document/rows'

/** A region on the image. */
export interface BeatLook {
  /** 1-based. */
  readonly number: number
  readonly region: Box<'image'>
  readonly label: string
}

/** One moment: the looks so far, the one it is about, and words. */
export interface DemoBeat {
  readonly looks: number
  readonly at: BeatLook | undefined
  readonly words: string
}

/** What is played. */
export interface Demo {
  readonly question: string
  readonly looks: readonly BeatLook[]
  readonly beats: readonly DemoBeat[]
}

/** The moments of a run: its question, each look, its answer. */
export function beatsOf(project: Project): Demo {
  const [branch] = project.branches
  if (branch === undefined) return { question: '', looks: [], beats: [] }
  const rows = rowsOf({ steps: stepsOf(project, branch), drafts: {}, branch: branch.id })
  const looks = rows.flatMap((row, i): BeatLook[] =>
    row.type === 'look'
      ? [{ number: row.look, region: row.region, label: row.step?.label ?? lastSentence(rows.slice(0, i)) }]
      : [],
  )
  const { question } = branch
  const answer = rows.findLast((r) => r.type === 'answer')
  const said = answer?.type === 'answer' && 'text' in answer.step ? gist(answer.step.text) : ''
  const beats: DemoBeat[] = [
    { looks: 0, at: undefined, words: question },
    ...looks.map((at, i): DemoBeat => ({ looks: i + 1, at, words: at.label })),
    ...(said === '' ? [] : [{ looks: looks.length, at: looks.at(-1), words: said }]),
  ]
  return { question, looks, beats }
}

function lastSentence(rows: readonly Row[]): string {
  const thought = rows.findLast((r) => r.type === 'thought')
  const text = thought?.type === 'thought' && 'text' in thought.step ? thought.step.text : ''
  return text.match(/[^.!?。！？]+[.!?。！？]?\s*$/)?.[0].trim() ?? ''
}

/** An answer in a line: what the model set in bold, else its first sentence; of lists of boxes nothing. */
function gist(text: string): string {
  if (/^\s*(?:```|\[|\{)/.test(text)) return ''
  const bold = [...text.matchAll(/\*\*([^*]{3,80}?)\*\*/g)].map((m) => m[1] ?? '')
  const words = bold.filter((b) => !b.endsWith(':')).slice(0, 2)
  if (words.length > 0) return words.join(', ')
  return (text.match(/^[^.!?\n]+[.!?]?/)?.[0] ?? '').trim().slice(0, 160)
}
