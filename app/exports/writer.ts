/**
 * What a writer of training data is: traces in, records and the images they need out. Pure: an image stands in a record
 * as a slot that says how it is to be put there; whoever writes the files fills it. Knows no file.
 */
import type { Budgets, Dialect } from '../dialects'
import type { Result } from '../result'
import type { Scoring } from '../rewards/variants'
import type { Branch, Project } from '../trace/project'
import type { Review } from '../trace/review'
import type { Step, View } from '../trace/step'

/** The parts a data set is divided into. */
export const splits = ['train', 'dev', 'test'] as const
/** One of the parts of a data set. */
export type Split = (typeof splits)[number]

/** One branch of one project, ready to be written. */
export interface ExportTrace {
  /** As its file calls it, else its project; with the branch, where there are several. */
  readonly id: string
  readonly project: Project
  readonly branch: Branch
  readonly split: Split
  /** As the model wrote them. */
  readonly original: readonly Step[]
  /** As they are to be written: corrected, or the original again. */
  readonly steps: readonly Step[]
  /** Whether a person changed anything about the branch, and `steps` shows it. */
  readonly corrected: boolean
  /** What people said of this branch, newest first. */
  readonly reviews: readonly Review[]
  /** Accepted answers: a reviewer's, else the file's, else (where it was accepted) the trace's own. */
  readonly gold: readonly string[]
  /** Data set, where the file says it; else the file's name, else `relook`. */
  readonly source: string
}

/** An image in a record: the whole image (a view without crop) or a crop as the model gets it. */
export interface ImageSlot {
  readonly view: View
  /**
   * `path`: where the file lies, relative to the export. `file`: `{bytes, path}` as Hugging Face `datasets` keeps images.
   * `data-url`: the image itself, in the text.
   */
  readonly as: 'path' | 'file' | 'data-url'
  /** Text after a path. */
  readonly suffix?: string
}

/** What a record is made of. */
export type RecordValue =
  | string
  | number
  | boolean
  | null
  | ImageSlot
  | readonly RecordValue[]
  | { readonly [name: string]: RecordValue }

/** One record. */
export type ExportRow = Readonly<Record<string, RecordValue>>

/** The type of a column, where a container has to know it before the first row. */
export type Shape =
  | 'string'
  | 'int'
  | 'number'
  | 'boolean'
  | 'image'
  | { readonly list: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }

/** In which language and with which image sizes a trace is told. */
export interface TellingOptions {
  readonly dialect: Dialect
  readonly budgets: Budgets
}

/** What is known of an export as a whole, for the files beside the records. */
export interface ExportFacts {
  /** Name of the data set: that of its folder. */
  readonly name: string
  readonly counts: Readonly<Record<Split, number>>
  /** The data files, by split, relative to the export. */
  readonly files: Readonly<Record<Split, readonly string[]>>
  /** Most pixels of the whole image, where a person set them. */
  readonly pixels?: number
  /** The rewards of a job; absent: the paper's. */
  readonly rewards?: Scoring
}

/** A training format: traces in, records out. */
export interface Writer {
  readonly id: string
  readonly title: string
  /** One sentence: what the records are for. */
  readonly about: string
  /** Repository and file the shape was read from. */
  readonly source: string
  readonly container: 'jsonl' | 'json' | 'parquet'
  /** Columns of a parquet file. */
  readonly columns?: Readonly<Record<string, Shape>>
  /** The language it is always in; absent: the person chooses, each trace's own by default. */
  readonly dialect?: string
  /** Image sizes the trainer itself uses; absent: those of the dialect. */
  readonly budgets?: Budgets
  /** One branch gives some records, or the reasons why it cannot be told so. */
  readonly write: (trace: ExportTrace, telling: TellingOptions) => Result<readonly ExportRow[]>
  /** The record of a whole project, where the shape can hold one: written instead of one record per branch. */
  readonly tree?: (project: Project) => ExportRow
  /** The record with its position in its file, where the shape has a place for it. */
  readonly numbered?: (row: ExportRow, index: number) => ExportRow
  /** It brings rewards along: a person may choose their variant, weights and caps. */
  readonly scored?: true
  /** Small files beside the records, by path. */
  readonly beside?: (facts: ExportFacts) => Readonly<Record<string, string>>
  /** How the data set is loaded, for its card. */
  readonly usage: (facts: ExportFacts) => string
}

const ways: readonly unknown[] = ['path', 'file', 'data-url'] satisfies readonly ImageSlot['as'][]

/** Whether a value is a slot for an image. Data of a file that merely has fields of these names is none. */
export function isSlot(value: RecordValue): value is ImageSlot {
  if (typeof value !== 'object' || value === null || !('view' in value) || !('as' in value)) return false
  const { view, as } = value
  const isView = typeof view === 'object' && view !== null && 'image' in view && 'filter' in view
  return isView && ways.includes(as)
}
