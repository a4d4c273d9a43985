/**
 * A span as tracing tools write it, whichever of them: which trace, when, and what went into a model or a tool and came out. Rows of
 * exports and OTLP are brought to this; what a message says is span-messages.ts. Pure.
 * Sources: open-telemetry/opentelemetry-proto, opentelemetry/proto/{trace/v1/trace,common/v1/common}.proto (`resourceSpans`, `AnyValue`);
 * langfuse/langfuse, fern/apis/server/definition/commons.yml (`ObservationsView`); Arize-ai/phoenix,
 * packages/phoenix-client (span data frames: `context.trace_id`, `attributes.…`); wandb/weave, weave/trace_server/trace_server_interface.py
 * (`CallSchema`); langchain-ai/langsmith-sdk, python/langsmith/schemas.py (`RunBase`).
 */
import { fieldsOf, firstWord, isFields, listOf, numberOf, textOf, type Fields } from './values'
import { given } from '../given'
import { parsedJson } from '../json'

/** One span. `input` and `output` are as the tool has them; `attributes` laid open, their dots as places. */
export interface LogSpan {
  readonly trace: string
  readonly id: string
  /** Milliseconds since 1970; 0 where it is not told. */
  readonly start: number
  readonly name: string
  /** As the tool calls it: `GENERATION`, `LLM`, `TOOL`, `llm`, `tool`. */
  readonly kind: string
  readonly attributes: Fields
  readonly events: readonly Fields[]
  readonly input?: unknown
  readonly output?: unknown
  readonly error?: string
  readonly model?: string
}

/** The spans in a row of a file; none where it is no span. */
export function spansIn(row: Fields): readonly LogSpan[] {
  const resources = row['resourceSpans'] ?? row['resource_spans']
  if (Array.isArray(resources)) return (resources as unknown[]).flatMap((r) => otlpSpans(fieldsOf(r)))
  if (Array.isArray(row['observations']) && 'id' in row)
    return listOf(row['observations']).flatMap((o) => spansIn({ traceId: row['id'], ...fieldsOf(o) }))
  if (!isSpanRow(Object.keys(row))) return []
  const span = spanOfRow(opened(row))
  return span === undefined ? [] : [span]
}

/** A row without what is of another trace: a line of OTLP holds spans of several. */
export function ofTrace(row: Fields, trace: string): Fields {
  const name = 'resourceSpans' in row ? 'resourceSpans' : 'resource_spans'
  if (!Array.isArray(row[name])) return row
  const own = (span: unknown) => firstWord(fieldsOf(span), ['traceId', 'trace_id']) === trace
  const resources = listOf(row[name]).map((resource) => {
    const scopes = scopesIn(fieldsOf(resource)).map((scope) => {
      const fields = fieldsOf(scope)
      return { ...fields, spans: listOf(fields['spans']).filter(own) }
    })
    return { scopeSpans: scopes }
  })
  return { [name]: resources }
}

/** Whether a row with these columns is a span. */
export function isSpanRow(names: readonly string[]): boolean {
  const known = new Set(names)
  const has = (...wanted: readonly string[]) => wanted.every((name) => known.has(name))
  if (has('resourceSpans') || has('resource_spans')) return true
  if (has('context.trace_id') || (has('context', 'span_kind') && has('attributes'))) return true
  // As OpenTelemetry's own SDKs print a span.
  if (has('context', 'parent_id', 'start_time', 'attributes')) return true
  if (has('traceId', 'startTime') || has('trace_id', 'op_name')) return true
  return (
    has('trace_id', 'run_type') || (has('trace_id', 'span_id') && (has('attributes') || has('start_time')))
  )
}

function otlpSpans(resource: Fields): readonly LogSpan[] {
  return scopesIn(resource).flatMap((scope) =>
    listOf(fieldsOf(scope)['spans']).flatMap((span) => spanOfRow(fieldsOf(span)) ?? []),
  )
}

function scopesIn(resource: Fields): readonly unknown[] {
  return listOf(resource['scopeSpans'] ?? resource['scope_spans'] ?? resource['instrumentationLibrarySpans'])
}

function spanOfRow(row: Fields): LogSpan | undefined {
  const context = fieldsOf(row['context'])
  const trace = firstWord({ ...context, ...row }, ['traceId', 'trace_id', 'context.trace_id'])
  if (trace === undefined) return undefined
  const attributes = attributesOf(row)
  const events = listOf(row['events']).map((event) => {
    const fields = fieldsOf(event)
    return { ...fields, attributes: attributesOf(fields) }
  })
  const kind = firstWord(row, ['run_type', 'type', 'span_kind', 'observation_type'])
  const own = firstWord(fieldsOf(fieldsOf(attributes['openinference'])['span']), ['kind'])
  const operation = firstWord(fieldsOf(fieldsOf(attributes['gen_ai'])['operation']), ['name'])
  const status = fieldsOf(row['status'])
  const error =
    firstWord(row, ['error', 'exception', 'status_message', 'statusMessage']) ?? textOf(status['message'])
  const model = firstWord(row, ['model', 'providedModelName', 'provided_model_name'])
  return {
    trace,
    id: firstWord({ ...context, ...row }, ['spanId', 'span_id', 'context.span_id', 'id']) ?? '',
    start: timeOf(
      row['startTimeUnixNano'] ??
        row['start_time_unix_nano'] ??
        row['startTime'] ??
        row['start_time'] ??
        row['started_at'],
    ),
    name: firstWord(row, ['name', 'op_name', 'display_name']) ?? '',
    kind: own ?? operation ?? kind ?? '',
    attributes,
    events,
    ...('input' in row || 'inputs' in row ? { input: row['input'] ?? row['inputs'] } : {}),
    ...('output' in row || 'outputs' in row ? { output: row['output'] ?? row['outputs'] } : {}),
    ...(error === undefined || error === '' ? {} : { error }),
    ...given({ model }),
  }
}

/** Attributes in OTLP's list of keys, as an object, as columns (`attributes.llm.…`); dots are places. */
function attributesOf(row: Fields): Fields {
  const { attributes } = row
  const columns = Object.entries(row).filter(([name]) => name.startsWith('attributes.'))
  const pairs = Array.isArray(attributes)
    ? (attributes as unknown[]).map((a): [string, unknown] => {
        const { key, value } = fieldsOf(a)
        return [textOf(key) ?? '', anyValue(value)]
      })
    : Object.entries(fieldsOf(attributes))
  return fieldsOf(
    laidOpen(
      Object.fromEntries([...pairs, ...columns.map(([name, v]) => [name.slice('attributes.'.length), v])]),
    ),
  )
}

/** OTLP's `AnyValue`. */
function anyValue(value: unknown): unknown {
  const fields = fieldsOf(value)
  const [kind] = Object.keys(fields)
  if (kind === undefined) return isFields(value) ? null : value
  const inner = fields[kind]
  if (kind === 'arrayValue' || kind === 'array_value') return listOf(fieldsOf(inner)['values']).map(anyValue)
  if (kind !== 'kvlistValue' && kind !== 'kvlist_value') return /Value$|_value$/.test(kind) ? inner : value
  return Object.fromEntries(
    listOf(fieldsOf(inner)['values']).map((pair) => {
      const { key, value: v } = fieldsOf(pair)
      return [textOf(key) ?? '', anyValue(v)]
    }),
  )
}

const deepest = 16

/** An object whose names with dots are places in it: `llm.input_messages.0.message.role`; the same of objects in it. */
export function laidOpen(value: unknown, depth = 0): unknown {
  if (depth > deepest) return value
  if (Array.isArray(value)) return (value as unknown[]).map((v) => laidOpen(v, depth + 1))
  if (!isFields(value)) return value
  const whole: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, inner] of Object.entries(value)) {
    const parts = name.split('.')
    const last = parts.pop() ?? ''
    let at = whole
    for (const part of parts.slice(0, deepest)) {
      const next = at[part]
      at = (isFields(next) ? next : (at[part] = Object.create(null) as object)) as Record<string, unknown>
    }
    const there = at[last]
    const laid = laidOpen(inner, depth + 1)
    at[last] = isFields(there) && isFields(laid) ? Object.assign(there, laid) : laid
  }
  return whole
}

/** Texts of JSON in a row as what they hold: tables keep objects like that. */
function opened(row: Fields): Fields {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, unwrittenJson(value)]))
}

/** A value that was written as text of JSON, as it was. */
export function unwrittenJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  return parsedJson(value) ?? value
}

/** The items of a list, or of an object that has them by number. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[]
  if (!isFields(value)) return []
  const numbers = Object.keys(value).filter((name) => /^\d{1,6}$/.test(name))
  return numbers.sort((a, b) => Number(a) - Number(b)).map((name) => value[name])
}

/** Nanoseconds as text, milliseconds, or a date. */
function timeOf(value: unknown): number {
  const number = numberOf(value) ?? (/^\d{10,}$/.test(textOf(value) ?? '') ? Number(value) : undefined)
  if (number !== undefined) return number > 1e17 ? number / 1e6 : number > 1e14 ? number / 1e3 : number
  const date = Date.parse(textOf(value) ?? '')
  return Number.isNaN(date) ? 0 : date
}
