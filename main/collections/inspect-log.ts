/**
 * Inspect's `.eval` files: a zip of samples, one entry each, or of a long one several (`messages/0.json`, `attachments/0.json` …), with a
 * header. A record is a sample with what the header says of the whole. Knows entries; what a sample says is the format's.
 * Source: UKGovernmentBEIS/inspect_ai, src/inspect_ai/log/_recorders/eval.py, _recorders/chunked/format.py.
 */
import { Failure } from '../../app/failure'
import { parseJson } from './json'
import { oneByOne, type NumberedRows } from './numbered'
import type { Zip } from './zip'

const whole = /^samples\/[^/]+\.json$/
const shell = /^(samples\/[^/]+)\/sample\.json$/
const headers = ['header.json', '_journal/start.json', 'start.json']

/** Whether a zip is a log of Inspect. */
export function isInspectLog({ names }: Pick<Zip, 'names'>): boolean {
  return names.some((name) => headers.includes(name)) || names.some((name) => whole.test(name))
}

/** The samples of a log. @throws Failure `bad-input` for one without any. */
export async function openInspectLog(zip: Zip): Promise<NumberedRows> {
  const order = new Intl.Collator('en', { numeric: true })
  const samples = zip.names
    .filter((name) => whole.test(name) || shell.test(name))
    .sort((a, b) => order.compare(a, b))
  if (samples.length === 0)
    throw new Failure(
      'bad-input',
      'This log of Inspect holds no sample: its evaluation wrote none, or still runs.',
    )
  const about = await headerOf(zip)
  return oneByOne({
    rows: samples.length,
    bytes: zip.bytes,
    together: 1,
    row: async (n) => {
      const name = samples[n] ?? ''
      const prefix = shell.exec(name)?.[1]
      const sample = await valueOf(zip, name)
      const parts = prefix === undefined ? {} : await partsOf(zip, prefix)
      return { ...recordIn(sample, name), ...parts, eval: about }
    },
  })
}

/** What the header says that a list of samples needs: task, model, data set. */
async function headerOf(zip: Zip): Promise<unknown> {
  const name = headers.find((h) => zip.names.includes(h))
  if (name === undefined) return {}
  const header = await valueOf(zip, name).catch(() => ({}))
  const about = (header as { readonly eval?: unknown } | null)?.eval
  if (typeof about !== 'object' || about === null) return {}
  const { task, model, dataset, created, run_id } = about as Record<string, unknown>
  return { task, model, dataset, created, run_id }
}

/** The sequences of a sample that is kept in pieces, put together in their order. */
async function partsOf(zip: Zip, prefix: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const sequence of ['messages', 'attachments'] as const) {
    const pieces = zip.names
      .flatMap((name) => {
        const start = name.startsWith(`${prefix}/${sequence}/`) ? /\/(\d+)\.json$/.exec(name)?.[1] : undefined
        return start === undefined ? [] : [{ name, start: Number(start) }]
      })
      .sort((a, b) => a.start - b.start)
    if (pieces.length === 0) continue
    const items: unknown[] = []
    for (const { name } of pieces) {
      const piece = await valueOf(zip, name)
      if (Array.isArray(piece)) items.push(...(piece as unknown[]))
    }
    found[sequence] = items
  }
  return found
}

async function valueOf(zip: Zip, name: string): Promise<unknown> {
  const parsed = parseJson(await zip.read(name))
  if (!parsed.ok) throw new Failure('bad-input', `${name}: ${parsed.message}`)
  return parsed.value
}

function recordIn(value: unknown, name: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new Failure('bad-input', `${name} is no sample.`)
}
