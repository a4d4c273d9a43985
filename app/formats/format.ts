/**
 * A file format of the field: foreign text or rows to traces, and back where the format can hold them. Pure: no file, no
 * decoder, no image. What a row says is unknown until parsed; a bad row is an issue with its path, never an exception.
 */
import type { DialectId } from '../dialects'
import type { Budgets } from '../dialects/dialect'
import type { CallRule } from '../dialects/calls/named-calls'
import type { Size } from '../geometry/box'
import type { Notation, Order, SpaceId } from '../geometry/spaces'
import type { Result } from '../result'
import type { Project } from '../trace/project'
import type { Token } from '../trace/step'

/** An image as a record names it. Nothing is fetched or opened here. */
export type ImageSource =
  /** As written: absolute, relative to the file, or a bare name. */
  | {
      readonly type: 'path'
      readonly path: string
      /** `path` is empty: the record does not name it. It is the one image beside the file that is none of these. */
      readonly besides?: readonly string[]
      /** Of several such: the one whose name begins like this (`page010` of page010.stdout.md). */
      readonly like?: string
    }
  /** Never fetched without a person's click. */
  | { readonly type: 'url'; readonly url: string }
  /** Inside the record: base64 without a `data:` prefix. */
  | { readonly type: 'inline'; readonly base64: string }
  /** Inside the record, of a binary container (parquet). */
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }

/** One piece of the dialogue, in order. Images are indices into `ForeignTrace.images`. */
export type Turn =
  /** What the model wrote, tags and requests included; as tokens, where the file has them: they make up the text. */
  | { readonly type: 'model'; readonly text: string; readonly tokens?: readonly Token[] }
  /** What it was given back: a crop (where the file has it), a tool's words, a user's next turn. */
  | {
      readonly type: 'given'
      readonly role: 'user' | 'tool'
      readonly text: string
      readonly images: readonly number[]
    }
  /** A look written as data instead of text (bounding-box columns, tool-call objects). */
  | {
      readonly type: 'look'
      readonly numbers: readonly number[]
      readonly raw: string
      readonly label?: string
      readonly image?: number
      /** The call says itself how its numbers are written. */
      readonly notation?: Notation
      /** Which of the images seen so far they count in: 0 the question's, then the crops in the order they were shown. */
      readonly source?: number
    }

/** A gold region: numbers in a space, with what it is. */
export interface GoldBox {
  readonly numbers: readonly number[]
  readonly space: SpaceId
  readonly label?: string
}

/** One trace as the file tells it; nothing is resolved yet. */
export interface ForeignTrace {
  /** As in the file; absent where it has none (then the row number stands in). */
  readonly id?: string
  /** Without image placeholders and without the dialect's own prompt, where that can be told apart. */
  readonly question: string
  readonly system?: string
  /** The first is the one the question is about, unless `main` says otherwise. */
  readonly images: readonly ImageSource[]
  readonly main?: number
  /** Their sizes as the prompt or the file says, by index: what counts where an image is not found. */
  readonly sizes?: readonly (Size | undefined)[]
  /** The language `turns` is written in, and the space of its boxes where that is not the dialect's own. */
  readonly dialect: DialectId
  readonly space?: SpaceId
  /** What its numbers are, in order, where that is not the dialect's own. */
  readonly order?: Order
  /** Pixel budgets its model was shown images with, where the file or its format says so and they are not the dialect's own. */
  readonly budgets?: Budgets
  readonly turns: readonly Turn[]
  /** How a person said that calls of certain tools are read; before what the dialect knows of them. */
  readonly calls?: readonly CallRule[]
  /** The final answer, where the format has a field for it (else it is read from the turns). */
  readonly answer?: string
  /** Accepted answers. */
  readonly gold?: readonly string[]
  readonly goldBoxes?: readonly GoldBox[]
  /** 0..1, as a judge or scorer in the file says. */
  readonly verdict?: number
  /** How it ended, where the file says so and the turns cannot: an error, a limit of the program that ran it. */
  readonly ended?: { readonly reason: 'failed' | 'limit' | 'stopped'; readonly why: string }
  /** Which data set, category, split, step, group, reward terms … shown, filtered by, and written back. */
  readonly meta: Readonly<Record<string, unknown>>
  /** The whole tree, where the format holds one (Relook's own): it is taken as it is, and `turns` are empty. */
  readonly tree?: Project
}

/** What a container gives: one record with its place. */
export interface ForeignRow {
  /** 1-based; of a JSON array or parquet, the row. */
  readonly line: number
  readonly value: unknown
}

/** A shape of rows: how sure it is of one, and how it is read. */
export interface Format {
  readonly id: string
  readonly name: string
  /** Project, file and licence facts of the format: repository and file the shape was read from. */
  readonly source: string
  readonly containers: readonly ('jsonl' | 'json' | 'parquet' | 'tsv' | 'text')[]
  /** 0..1: how sure one record is of this format. The highest wins; the person may choose another. */
  readonly likeness: (value: unknown) => number
  /** One record may hold several traces (Mulberry: one per model). Issues beside good traces are remarks. */
  readonly parse: (value: unknown) => Result<readonly ForeignTrace[]>
}
