/**
 * What a metric is: how one prediction is read and judged, and which numbers a whole data set gives. Pure; knows no file, no
 * model and no run.
 */
import type { Box } from '../geometry/box'
import { groupBy } from '../lists'

/** A question of a benchmark with its gold answer: all that a metric may ask about. */
export interface Item {
  /** The row's name in its file (`index`). */
  readonly id: string
  /** Place in the file, from 0. */
  readonly position: number
  readonly question: string
  /** Gold answer as the file writes it: a text, an option's letter, or a Python list of accepted texts. */
  readonly answer: string
  /** Options by their letter as the question writes it, in order; none for an open question. */
  readonly options: Readonly<Record<string, string>>
  readonly category?: string
  /** Other columns, as text, by their names in the file (`l2-category`, `question_type`, …). */
  readonly fields: Readonly<Record<string, string>>
  /** Gold regions in pixels of the image. */
  readonly boxes?: readonly Box<'image'>[]
}

/** What a model gave back for an item. */
export interface Prediction {
  /** The answer's text, or the whole response. */
  readonly text: string
  /** Whether it stood in `<answer>` tags: some rules read it differently then. */
  readonly tagged?: boolean
  /** Regions looked at, in pixels of the image, where they are known. */
  readonly looks?: readonly Box<'image'>[]
}

/** `undecided`: only a judge (a person or a model) could tell; it counts as 0 until somebody does. */
export type JudgementState = 'right' | 'wrong' | 'partial' | 'undecided'

/** How one prediction was judged. */
export interface Judgement {
  readonly state: JudgementState
  /** 0..1. */
  readonly score: number
  /** What was taken as the answer; empty where nothing was. */
  readonly taken: string
  /** By which rule it was taken and compared, in a few words. */
  readonly rule: string
}

/** An item with its judgement. */
export interface JudgedItem {
  readonly item: Item
  readonly judgement: Judgement
}

/** One number that rows interact in, under a key that pairs it between two runs. */
export interface MeasureValue {
  readonly key: string
  readonly value: number
}

/** A number of the whole data set: the mean of `values`, each 0..1. */
export interface Measure {
  readonly name: string
  readonly values: readonly MeasureValue[]
}

/** A sum of means that has no mean of its own (MME's points). */
export interface Points {
  readonly name: string
  readonly points: number
}

/** A way to score answers. */
export interface Metric {
  readonly id: string
  readonly title: string
  /** One sentence for people. */
  readonly about: string
  /** Where the rule is written. */
  readonly source: string
  readonly judge: (item: Item, prediction: Prediction) => Judgement
  /** What a judge does where the rule cannot tell; absent: the rule always can. See judge.ts. */
  readonly judging?: 'extract' | 'compare'
  /** The headline number; absent: the mean of the rows' scores. */
  readonly headline?: (rows: readonly JudgedItem[]) => Measure
  /** Further numbers the benchmark reports. */
  readonly measures?: (rows: readonly JudgedItem[]) => readonly Measure[]
  readonly points?: (rows: readonly JudgedItem[]) => readonly Points[]
}

/** A judgement of a comparison that is either true or not. */
export function decided(hit: boolean, taken: string, rule: string): Judgement {
  return { state: hit ? 'right' : 'wrong', score: hit ? 1 : 0, taken, rule }
}

/** A judgement that no rule can make. */
export function undecided(taken: string, rule: string): Judgement {
  return { state: 'undecided', score: 0, taken, rule }
}

/** A judgement between 0 and 1. */
export function graded(score: number, taken: string, rule: string): Judgement {
  return { state: score >= 1 ? 'right' : score > 0 ? 'partial' : 'wrong', score, taken, rule }
}

/** The mean of the rows' scores as a measure. */
export function meanOfRows(name: string, rows: readonly JudgedItem[]): Measure {
  return { name, values: rows.map(({ item, judgement }) => ({ key: item.id, value: judgement.score })) }
}

/** The mean of each part of the data (`split`: validation and dev, human and augmented); none where there is one part. */
export function meanOfSplits(rows: readonly JudgedItem[]): readonly Measure[] {
  const split = ({ item }: JudgedItem) => item.fields['split']
  return groupBy(rows, split).size < 2 ? [] : meansBy(rows, split)
}

/** The mean of each group of rows that has a name. */
export function meansBy(
  rows: readonly JudgedItem[],
  nameOf: (row: JudgedItem) => string | undefined,
): readonly Measure[] {
  const groups = groupBy(rows, (row) => nameOf(row) ?? '')
  return [...groups].filter(([name]) => name !== '').map(([name, group]) => meanOfRows(name, group))
}
