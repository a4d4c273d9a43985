/**
 * `relook read`: the traces of a file in the terminal, in one shape whatever the format. Reads the file twice, first for how its boxes
 * are written; keeps nothing.
 */
import { lineOf } from '../../app/beginning'
import { dirname, join, resolve } from 'node:path'
import { given } from '../../app/given'
import { dialects } from '../../app/dialects'
import { Failure } from '../../app/failure'
import { formats, type Format } from '../../app/formats'
import { detect } from '../../app/formats/detect'
import type { ForeignTrace } from '../../app/formats/format'
import { traceSteps, type NotDrawn, type TraceSteps } from '../../app/formats/steps'
import { createDecider, doubtOf, writtenIn, type Decider } from '../../app/reading/decide'
import type { Issue } from '../../app/result'
import { orders, spaceIds, type Order, type SpaceId } from '../../app/geometry/spaces'
import type { NamedReader } from '../../app/readers/reader'
import { withReader } from '../../app/readers/record-format'
import type { LookStep } from '../../app/trace/step'
import { openContainer } from '../collections/containers'
import { formatsOfFiles, sampleOf, type OpenFile } from '../collections/file-formats'
import { sourcesAt } from '../collections/sources'
import { readReader } from '../readers/store'
import { withScratch } from '../store/scratch'
import type { CliCommand, Terminal } from './command'
import { jsonWriter, textWriter, type FileIssue, type ReadTrace, type ReadOutput } from './read-output'
import { doubtIssues, readingIssues } from './read-issues'
import { turnsImages } from '../collections/image-reader'
import { createTraceImages, type TraceImages } from './read-images'
import { recordsIn, type FileRecord } from './read-records'
import { unknownFile } from './read-reader'
import { dialectNamed, formatNamed, idsOf, onePlace, readWords } from './values'

const options = {
  texts: ['format', 'dialect', 'space', 'order', 'max-pixels', 'images', 'reader', 'image', 'encoding'],
  flags: ['json'],
} as const

export const read: CliCommand = {
  name: 'read',
  apart: true,
  usage:
    'read FILE [--format ID] [--dialect ID] [--space ID] [--order ID] [--max-pixels N] [--images DIR] [--image FILE] [--reader FILE] [--encoding NAME] [--json]',
  about: 'Read traces made elsewhere: what was asked, where the model looked, what it answered.',
  help: [
    `--format ID    ${idsOf(formats)} (found out by content)`,
    `--dialect ID   ${idsOf(dialects)} (as the format says)`,
    `--space ID     ${spaceIds.join(', ')} (by evidence, else the dialect's own)`,
    `--order ID     ${orders.join(', ')} (by evidence, else the dialect's own)`,
    '--max-pixels N most pixels the model was shown of an image, for boxes in pixels of that (as the dialect has it)',
    '--images DIR   where its images lie (beside the file)',
    '--image FILE   the image it is about, where it does not say',
    '--reader FILE  a named reader: how calls of other tools are read, or where things stand in its records',
    '--encoding E   what its text is written in, where that cannot be told (gb18030, shift_jis, windows-1252 …)',
    '--json         one JSON object; regions in pixels of the original',
  ],
  run: async (words, terminal) => {
    const { places, text, choice, is } = readWords(words, options)
    const reader = text('reader')
    const asked: Asked = {
      path: resolve(onePlace(places, 'Give one file: relook read FILE.')),
      format: formatNamed(text('format')),
      ...given({
        dialect: dialectNamed(text('dialect')),
        space: choice('space', spaceIds),
        order: choice('order', orders),
        pixels: pixelsNamed(text('max-pixels')),
        encoding: text('encoding'),
      }),
      places: [text('image') ?? [], text('images') ?? []].flat().map((place) => resolve(place)),
      reader: reader === undefined ? undefined : await readReader(resolve(reader)),
      json: is('json'),
    }
    const write = asked.json ? jsonWriter(terminal) : textWriter(terminal)
    await withScratch((scratch) => readAll(asked, write, { scratch, terminal }))
    return 0
  },
}

interface Asked {
  readonly path: string
  readonly format: Format | undefined
  readonly dialect?: string
  readonly space?: SpaceId
  readonly order?: Order
  readonly pixels?: number
  /** Where images are looked for first: the one image, a folder of them. */
  readonly places: readonly string[]
  readonly reader: NamedReader | undefined
  readonly encoding?: string
  /** For a program: one object, one line of what went wrong. */
  readonly json: boolean
}

async function readAll(
  asked: Asked,
  write: ReadOutput,
  { scratch, terminal }: { readonly scratch: string; readonly terminal: Terminal },
): Promise<void> {
  const { signal } = terminal
  const sources = await sourcesAt(asked.path)
  const files = sources.files.length
  const copyOf = (file: number) => join(scratch, `unpacked-${file}`)
  const open = (file: number) => openContainer(sources.files[file]?.path ?? '', copyOf(file), asked.encoding)
  const tell = asked.json ? () => undefined : terminal.error
  const format = await formatFor(asked, { open, files, tell }, signal)
  const chosen = asked.format !== undefined
  const formatOf = formatsOfFiles({ open, files, format, chosen, ...given({ reader: asked.reader }) })
  const records = () => recordsIn({ sources, formatOf, copyOf, encoding: asked.encoding }, signal)
  const pictures = createTraceImages([...asked.places, sources.folder, dirname(asked.path)], signal)
  const reading: Reading = { asked, pictures, decider: createDecider(asked) }
  if (isOpen(asked)) await decide(records(), reading)
  write.begin(format)
  const issues: FileIssue[] = []
  let count = 0
  for await (const record of records()) {
    if (record.type === 'unread') issues.push(record.issue)
    else {
      const read = await readRecord(record, count, reading)
      read.traces.forEach(write.trace)
      issues.push(...read.issues)
      count += read.traces.length
    }
  }
  const how = reading.decider.reading()
  if (how !== undefined) issues.push(...readingIssues(how))
  write.end({ reading: how, dialect: asked.dialect ?? null, count, issues })
}

/** Whether how boxes are written is not asked for in any way. */
function isOpen({ space, order, pixels }: Asked): boolean {
  return space === undefined && order === undefined && pixels === undefined
}

/** How the boxes of all records are written, before the first of them is printed. */
async function decide(records: AsyncIterable<FileRecord>, reading: Reading): Promise<void> {
  for await (const record of records) {
    if (record.type === 'unread' || !record.row.ok) continue
    const parsed = record.format.parse(record.row.row.value)
    if (parsed.ok) for (const trace of parsed.value) await readSteps(trace, record.near, reading)
  }
  reading.decider.refine(true)
  reading.decider.again()
}

/** The traces of a record, and what is odd about it. `before`: how many traces came before. */
async function readRecord(
  { row, format, file, near }: Extract<FileRecord, { type: 'row' }>,
  before: number,
  reading: Reading,
): Promise<{ readonly traces: readonly ReadTrace[]; readonly issues: readonly FileIssue[] }> {
  const parsed = row.ok ? format.parse(row.row.value) : { ok: false as const, issues: [row.issue] }
  const line = row.ok ? row.row.line : undefined
  const issues: Issue[] = [...parsed.issues]
  if (row.ok && row.remark !== undefined) issues.unshift({ message: row.remark })
  const traces: ReadTrace[] = []
  for (const trace of parsed.ok ? parsed.value : []) {
    const name = String(line ?? before + traces.length + 1)
    const read = await readTrace(trace, { name, near }, reading)
    if (read.trace.image === null && isUnnamed(trace)) issues.push({ path: 'image', message: unnamedImage })
    traces.push(read.trace)
    issues.push(...read.issues)
  }
  return {
    traces,
    issues: issues.map((issue) => ({ ...given({ line }), ...issue, ...given({ file }) })),
  }
}

/** What a file or folder is of, read as a reader says. @throws Failure `bad-input` where no format fits, with what to do about it. */
async function formatFor(
  { format: chosen, reader, path }: Asked,
  {
    open,
    files,
    tell,
  }: { readonly open: OpenFile; readonly files: number; readonly tell: (text: string) => void },
  signal: AbortSignal,
): Promise<Format> {
  if (reader?.record !== undefined || chosen !== undefined) {
    const own = reader === undefined ? chosen : withReader(chosen, reader)
    if (own !== undefined) return own
  }
  const { values, other, messages } = await sampleOf(open, files, signal)
  const [best] = detect(values)
  if (best !== undefined)
    return (reader === undefined ? undefined : withReader(best.format, reader)) ?? best.format
  if (other.length === 0 && messages.length === 0)
    throw new Failure('bad-input', 'The file holds no records.')
  const [first] = messages
  const why = other.length > 0 || first === undefined ? '' : ` Its first record: ${first}`
  throw await unknownFile({ open, name: path, why }, tell)
}

/** Whether a trace is about an image that its record does not name. */
function isUnnamed({ images, main = 0 }: ForeignTrace): boolean {
  const source = images[main]
  return source?.type === 'path' && source.path === ''
}

const unnamedImage =
  'Which image this is about is not told, and there is not exactly one beside the file: name it with --image FILE.'

/** What all traces of a file share. */
interface Reading {
  readonly asked: Asked
  readonly pictures: TraceImages
  readonly decider: Decider
}

/** A trace's steps, on images whose sizes are looked up near its file; its boxes are evidence for the others. */
async function readSteps(
  trace: ForeignTrace,
  near: string,
  { asked: { dialect, space, order, pixels }, pictures, decider }: Reading,
): Promise<TraceSteps> {
  const found = await Promise.all(
    trace.images.map((source) => pictures.find(source, near, turnsImages(dialect ?? trace.dialect))),
  )
  const read = traceSteps(trace, {
    pictures: found.map((f) => f.image),
    decided: decider.notationFor(trace),
    pixels,
    ...given({ dialect, space, order }),
    at: 0,
  })
  const { steps } = read
  decider.add(trace, { dialect: read.dialect, boxes: writtenIn(steps, read), steps })
  return read
}

async function readTrace(
  trace: ForeignTrace,
  { name, near }: { readonly name: string; readonly near: string },
  reading: Reading,
): Promise<{ readonly trace: ReadTrace; readonly issues: readonly Issue[] }> {
  const { pictures } = reading
  const read = await readSteps(trace, near, reading)
  const main = trace.images[trace.main ?? 0]
  // One without a name that was not found has none.
  const image = main === undefined ? null : (await pictures.find(main, near)).name || null
  const last = read.steps.findLast((s) => s.type === 'answer')
  const looks = read.steps.filter((s): s is LookStep => s.type === 'look')
  const told: ReadTrace = {
    id: trace.id ?? name,
    question: trace.question,
    answer: last?.type === 'answer' ? last.text : null,
    ...given({ ended: read.why === undefined ? undefined : { reason: read.reason, why: read.why } }),
    image,
    looks: looks.map((look) => {
      const { left, top, right, bottom } = look.region
      const known = !look.flags.includes('missing-image') && !look.flags.includes('other-image')
      return {
        raw: look.raw.trim(),
        region: known ? { left, top, right, bottom } : null,
        ...given({ point: known ? look.point : undefined }),
        crop: read.crops.get(look.id)?.size ?? null,
        flags: look.flags,
      }
    }),
  }
  const doubt = doubtOf(writtenIn(read.steps, read), read)
  return {
    trace: told,
    issues: [...read.notDrawn.map((n) => notDrawnIssue(told.id, n)), ...doubtIssues(told.id, looks, doubt)],
  }
}

/** What looks like a region and is not drawn is told, with the beginning of its text. */
function notDrawnIssue(id: string, { type, message, raw }: NotDrawn): Issue {
  const kind = type === 'unread-region' ? 'Unread region' : 'Computed region'
  const text = lineOf(raw, shownText)
  return { path: id, message: `${kind}: ${message}${text === '' ? '' : ` (${text})`}` }
}

const shownText = 121

function pixelsNamed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const pixels = Number(text.replaceAll('_', ''))
  if (Number.isInteger(pixels) && pixels > 0) return pixels
  throw new Failure('bad-input', `--max-pixels must be a whole number above 0, not “${text}”.`)
}
