/**
 * What came of a batch, on disk: a line of JSON per trace, only ever added to, so that it can be ended at any moment and gone on with.
 * The terminal's `--out` and the window's batches are the same file. Knows no model.
 */
import { parsedJson } from '../../app/json'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  createLooksCount,
  triedKey,
  type LooksSummary,
  type TriedTrace,
} from '../../app/explain/looks-summary'
import type { LookVerdict } from '../../app/explain/verdict'
import { openLog } from '../evaluation/log'

/** An open file. */
export interface TriedFile {
  readonly has: (key: string) => boolean
  readonly size: () => number
  /** Length of the file: a summary of as many bytes is still true. */
  readonly bytes: () => number
  readonly summary: () => LooksSummary
  /** By `triedKey`. */
  readonly verdicts: ReadonlyMap<string, readonly LookVerdict[]>
  /** Resolves when it is on the disk. @throws Failure `disk-full`, `denied`. */
  readonly add: (trace: TriedTrace) => Promise<void>
  /** All of them, read again. */
  readonly each: () => AsyncIterable<TriedTrace>
  readonly close: () => Promise<void>
}

/** Opens it, made where it is missing; lines that are none of ours are left as they are. @throws Failure for what the disk refuses. */
export async function openTried(path: string): Promise<TriedFile> {
  const { log, values } = await openLog(path, true)
  const count = createLooksCount()
  const verdicts = new Map<string, readonly LookVerdict[]>()
  const take = (trace: TriedTrace) => {
    const key = triedKey(trace)
    // Of two lines about one trace the first was there when the second was begun.
    if (verdicts.has(key)) return
    verdicts.set(
      key,
      trace.looks.map((l) => l.verdict),
    )
    count.add(trace)
  }
  for (const value of values) if (isTried(value)) take(value)
  return {
    has: (key) => verdicts.has(key),
    size: () => verdicts.size,
    bytes: log.bytes,
    summary: count.summary,
    verdicts,
    add: async (trace) => {
      await log.append(trace)
      take(trace)
    },
    each: () => readTraces(path, log.bytes()),
    close: log.close,
  }
}

/** As far as the file is whole now: whatever is being added meanwhile is not read. */
async function* readTraces(path: string, bytes: number): AsyncGenerator<TriedTrace> {
  if (bytes === 0) return
  const seen = new Set<string>()
  for await (const line of createInterface({ input: createReadStream(path, { end: bytes - 1 }) })) {
    const value = parsedJson(line)
    if (!isTried(value) || seen.has(triedKey(value))) continue
    seen.add(triedKey(value))
    yield value
  }
}

function isTried(value: unknown): value is TriedTrace {
  if (typeof value !== 'object' || value === null) return false
  const { trace, looks } = value as Partial<TriedTrace>
  return typeof trace === 'string' && Array.isArray(looks)
}
