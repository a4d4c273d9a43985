/**
 * Traces of tracing tools: OpenTelemetry's spans (OTLP), and what Langfuse, Phoenix, Weave and LangSmith export. The spans of a trace are
 * one dialogue; calls that began again are further ones. Sources: span.ts, span-messages.ts.
 */
import { groupBy } from '../lists'
import { bad, good, together, type Issue, type Result } from '../result'
import { tell } from './chat'
import type { Format, ForeignTrace } from './format'
import { spansIn, type LogSpan } from './span'
import { threadsOf, type SpanThread } from './span-thread'
import { fieldsOf, given, isFields, listOf, type Fields } from './values'

/** Dialogues out of the spans that tracing tools keep. */
export const spans: Format = {
  id: 'spans',
  name: 'Spans of a tracing tool',
  source:
    'open-telemetry/semantic-conventions: docs/gen-ai; Arize-ai/openinference: spec; langfuse/langfuse; wandb/weave; langchain-ai/langsmith-sdk',
  containers: ['json', 'jsonl', 'parquet'],
  likeness: (value) => (rowsOf(value).some((row) => spansIn(row).length > 0 || isLogs(row)) ? 0.97 : 0),
  parse: (value) => {
    const byTrace = groupBy(rowsOf(value).flatMap(spansIn), (span) => span.trace)
    if (byTrace.size === 0)
      return bad({ message: rowsOf(value).some(isLogs) ? logsMessage : 'There is no span in this record.' })
    return together([...byTrace.values()].map(tracesOf))
  },
}

/** OTLP keeps events (`gen_ai.choice`) apart from the spans they belong to. */
function isLogs(row: Fields): boolean {
  return 'resourceLogs' in row || 'resource_logs' in row
}
const logsMessage =
  'These are the logs of OpenTelemetry, which hold the words of a model without the calls they belong to. Export the traces (spans) instead.'

/** A record is a row, or the rows of one trace that a container has put together. */
function rowsOf(value: unknown): readonly Fields[] {
  const together = isFields(value) ? value['spans'] : value
  if (Array.isArray(together)) return (together as unknown[]).filter(isFields)
  return isFields(value) ? [value] : []
}

function tracesOf(own: readonly LogSpan[]): Result<readonly ForeignTrace[]> {
  const threads = threadsOf(own)
  // The longest is what the trace is about.
  const main = threads.reduce<SpanThread | undefined>(
    (most, thread) => (most === undefined || thread.messages.length > most.messages.length ? thread : most),
    undefined,
  )
  const [first] = own
  if (main === undefined || first === undefined)
    return bad({
      path: first?.trace ?? '',
      message: 'No span of this trace says what went into a model or came out of it.',
    })
  const traces = [main, ...threads.filter((thread) => thread !== main)].map((thread, i) => {
    const told = tell({ messages: thread.messages, path: first.trace, images: [] })
    const issues = [...told.issues, ...elsewhere(thread, first.trace)]
    if (!told.ok) return bad<readonly ForeignTrace[]>(...issues)
    const answered = told.value.turns.at(-1)?.type === 'model'
    const trace = given<ForeignTrace>({
      ...told.value,
      id: i === 0 ? first.trace : `${first.trace} · ${thread.first.name || thread.first.id}`,
      ended:
        thread.error === undefined || answered
          ? undefined
          : { reason: 'failed', why: `The last call of the model ended with an error: ${thread.error}` },
      meta: given({ name: thread.first.name, model: thread.model, spans: own.length }),
    })
    return good([trace], issues)
  })
  return together(traces)
}

/** Images that the tool keeps apart from what it exports. */
const kept = /@@@langfuseMedia:type=image|weave:\/\/\/[^"]{0,300}\/object\/|"__REDACTED__"/

function elsewhere({ messages }: SpanThread, path: string): readonly Issue[] {
  const parts = messages.flatMap((m) => listOf(m['content'])).map(fieldsOf)
  const left = parts.filter((part) => kept.test(JSON.stringify({ ...part, text: undefined })))
  return left.length === 0
    ? []
    : [{ path, message: `The tool keeps ${left.length} of the images apart; they are not in this export.` }]
}
