/** What `relook read` prints: one object or text for a person. Traces go out as they come; knows no file. */
import { lineOf } from '../../app/beginning'
import type { Format } from '../../app/formats'
import type { Edges, Point, Size } from '../../app/geometry/box'
import type { Issue } from '../../app/result'
import type { FileReading } from '../../app/reading/decide'
import { notationName } from '../../app/reading/evidence-words'
import type { Terminal } from './command'
import { edgesText } from './text'

/** A trace as it is printed. */
export interface ReadTrace {
  readonly id: string
  readonly question: string
  readonly answer: string | null
  /** How it ended, where its file says so and it simply did not answer. */
  readonly ended?: { readonly reason: string; readonly why: string }
  readonly image: string | null
  readonly looks: readonly {
    readonly raw: string
    readonly region: Edges | null
    /** Of a look that names a point: where, in pixels of the image. */
    readonly point?: Point
    readonly crop: Size | null
    readonly flags: readonly string[]
  }[]
}

/** Where the traces go. */
export interface ReadOutput {
  readonly begin: (format: Format) => void
  readonly trace: (trace: ReadTrace) => void
  readonly end: (facts: {
    /** Undefined where no trace was read. */
    reading: FileReading | undefined
    /** The one that was asked for. */
    dialect: string | null
    count: number
    issues: readonly FileIssue[]
  }) => void
}

/** `file` where several are read: printed before the path. */
export type FileIssue = Issue & { readonly file?: string }

/** One object; traces are written as they are read, so that large files need no memory. */
export function jsonWriter({ out }: Terminal): ReadOutput {
  let between = '\n    '
  return {
    begin: (format) => out(`{\n  "format": ${JSON.stringify(format.id)},\n  "traces": [`),
    trace: (trace) => {
      out(between + JSON.stringify(trace))
      between = ',\n    '
    },
    end: ({ reading, dialect, count, issues }) => {
      const listed = issues
        .map(({ line, file, path, message }) => {
          const place = [file, path].filter((p) => p !== undefined && p !== '').join(': ')
          return JSON.stringify({ line: line ?? null, path: place === '' ? null : place, message })
        })
        .join(',\n    ')
      const all = listed === '' ? '[]' : `[\n    ${listed}\n  ]`
      const spoken = JSON.stringify(reading?.dialect ?? dialect)
      const how = JSON.stringify(reading ?? null)
      out(
        `\n  ],\n  "dialect": ${spoken},\n  "reading": ${how},\n  "count": ${count},\n  "issues": ${all}\n}\n`,
      )
    },
  }
}

/** A few lines a trace; remarks to the other stream. */
export function textWriter({ out, error }: Terminal): ReadOutput {
  let name = ''
  return {
    begin: (format) => {
      name = format.name
    },
    trace: (trace) => {
      out(`${trace.id}  ${oneLine(trace.question)}\n`)
      for (const { region, crop, flags } of trace.looks) {
        const at = region === null ? 'somewhere' : edgesText(region)
        const seen = crop === null ? '' : ` at ${crop.width} × ${crop.height}`
        out(`    → looks at ${at}${seen}${flags.length === 0 ? '' : ` (${flags.join(', ')})`}\n`)
      }
      if (trace.ended !== undefined) out(`    [${trace.ended.reason}] ${oneLine(trace.ended.why)}\n`)
      out(`    ${trace.answer === null ? '[no answer]' : oneLine(trace.answer)}\n`)
    },
    end: ({ reading, dialect, count, issues }) => {
      for (const { file, line, path, message } of issues)
        error(
          `${[file, line === undefined ? undefined : `line ${line}`, path].filter((p) => p !== undefined).join(', ')}: ${message}\n`,
        )
      if (reading !== undefined) out(`\n${howRead(reading)}`)
      out(
        `\n${count} traces, ${name}, ${reading?.dialect ?? dialect ?? 'no dialect'}${issues.length === 0 ? '' : `, ${issues.length} remarks`}\n`,
      )
    },
  }
}

/** How the boxes were read, who says so, and what else fits. */
function howRead({ decidedBy, evidence, alternatives, ...notation }: FileReading): string {
  const by = {
    person: 'as you asked',
    file: 'as the file says',
    evidence: 'by evidence',
    dialect: 'as the dialect has it',
  }
  const others = alternatives.map(notationName).join('; ')
  return [
    `Boxes read as ${notationName(notation)} (${by[decidedBy]}).`,
    ...evidence.map((fact) => `  ${fact}`),
    ...(others === '' ? [] : [`  Would fit as well: ${others}.`]),
    '',
  ].join('\n')
}

const oneLine = (text: string) => lineOf(text, 200)
