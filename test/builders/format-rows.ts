/** Rows of the field as a format reads them: their traces, what is said of bad ones, where the looks lie. */
import { formats, type Format, type ForeignTrace } from '../../app/formats'
import { detect } from '../../app/formats/detect'
import { traceSteps } from '../../app/formats/steps'
import type { Size } from '../../app/geometry/box'
import type { Issue } from '../../app/result'
import type { Step } from '../../app/trace/step'
import { must } from './must'

/** The registered format of this id: it takes packed rows, too. */
export function formatNamed(id: string): Format {
  return must(formats.find((format) => format.id === id))
}

/** The traces of a row; a row that is refused fails the test with its issues. */
export function tracesIn(id: string, row: unknown): readonly ForeignTrace[] {
  const read = formatNamed(id).parse(row)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return read.value
}

/** The only trace of a row with which nothing is wrong. */
export function traceIn(id: string, row: unknown): ForeignTrace {
  const issues = issuesIn(id, row)
  const [trace, ...others] = tracesIn(id, row)
  if (issues.length + others.length > 0) throw new Error(JSON.stringify({ issues, others }))
  return must(trace)
}

/** What is said of a row, whether it is read or not. */
export function issuesIn(id: string, row: unknown): readonly Issue[] {
  return formatNamed(id).parse(row).issues
}

/** Whether a row is refused, and with what words. */
export function refusedFor(id: string, row: unknown): readonly Issue[] | undefined {
  const read = formatNamed(id).parse(row)
  return read.ok ? undefined : read.issues
}

/** The format that records like this are read as. */
export function likeliest(...rows: readonly unknown[]): string | undefined {
  return detect(rows)[0]?.format.id
}

/** The steps of a trace, all of its images of one size. */
export function stepsOn(trace: ForeignTrace, size: Size): readonly Step[] {
  const pictures = trace.images.map((_, i) => ({ id: `i${String(i)}`, name: '', bytes: 0, ...size }))
  return traceSteps(trace, { pictures, at: 0 }).steps
}

/** Left, top, right and bottom of each look on an image of this size, in whole pixels. */
export function regionsOn(trace: ForeignTrace, size: Size): readonly (readonly number[])[] {
  return stepsOn(trace, size).flatMap((step) => {
    if (step.type !== 'look') return []
    const { left, top, right, bottom } = step.region
    return [[left, top, right, bottom].map((edge) => Math.round(edge))]
  })
}

/** What the steps say at last; undefined where nothing is an answer. */
export function answerOn(trace: ForeignTrace, size: Size): string | undefined {
  const answer = stepsOn(trace, size).findLast((step) => step.type === 'answer')
  return answer?.type === 'answer' ? answer.text : undefined
}
