/** Which files a person may choose, by their endings, and what a dialog calls them. Imports no Electron. */

import { msg } from '../../app/message'

/** Rows of a file dialog. */
export interface DialogFilter {
  readonly name: string
  readonly extensions: readonly string[]
}

const all: DialogFilter = { name: 'All files', extensions: ['*'] }

export const imageKinds: readonly DialogFilter[] = [
  {
    name: msg('Images'),
    extensions: ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif', 'heic'],
  },
]

const traces = [
  'relook',
  'json',
  'jsonl',
  'ndjson',
  'parquet',
  'arrow',
  'feather',
  'eval',
  'csv',
  'tsv',
  'xlsx',
  'ipynb',
  'txt',
  'md',
  'gz',
]
export const traceKinds: readonly DialogFilter[] = [{ name: msg('Traces'), extensions: traces }, all]

/** What something is saved as. */
export interface SaveAsk {
  /** Title of the dialog. */
  readonly title: string
  /** The file or folder it is proposed as, with its ending. */
  readonly name: string
  /** What its ending is called; absent for a folder. */
  readonly kind?: string
}

/** The rows of a dialog that saves: the ending of the name first. Empty for a folder. */
export function saveKinds({ name, kind }: SaveAsk): readonly DialogFilter[] {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]
  return kind === undefined || ending === undefined ? [] : [{ name: kind, extensions: [ending] }, all]
}

/** The path with the ending of what is saved, where a person left it out. */
export function withEnding(path: string, { name, kind }: SaveAsk): string {
  const ending = /\.[a-z0-9]+$/i.exec(name)?.[0]
  if (kind === undefined || ending === undefined) return path
  return /\.[^./\\]+$/.test(path) ? path : path + ending
}
