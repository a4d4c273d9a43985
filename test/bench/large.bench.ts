/** Traces of sizes that nobody should have to wait for, opened in the app as it ships in a real Chromium. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../e2e-harness/app'
import { large, writeLargeProjects } from './large-projects'
import { opener, type Opened } from './opened'
import type { Row } from './row'
import { slowestHover, slowestKey } from './window'

const keys = 10
/** The machine's own noise only adds: of so many tries the best counts. */
const tries = 3

type Measured = Opened & { readonly keyMs: number; readonly hoverMs: number }

export async function bench(): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), 'relook-large-'))
  await writeLargeProjects(data)
  const app = await openApp({ data, width: 1400, height: 900 })
  const best = new Map<string, Measured>()
  try {
    const open = await opener(app.page)
    for (const title of Object.values(large)) {
      const all: Measured[] = []
      for (let i = 0; i < tries; i++) {
        const opened = await open(title)
        const keyMs = await slowestKey(app.page, keys)
        all.push({ ...opened, keyMs, hoverMs: await slowestHover(app.page, keys) })
      }
      best.set(title, smallest(all))
    }
  } finally {
    await app.stop()
    rmSync(data, { recursive: true, force: true })
  }
  return Object.values(large).flatMap((title) => rowsOf(title, best.get(title)))
}

function smallest(all: readonly Measured[]): Measured {
  const least = (pick: (m: Measured) => number) => Math.min(...all.map(pick))
  return {
    ms: least((m) => m.ms),
    longestMs: least((m) => m.longestMs),
    nodes: Math.max(...all.map((m) => m.nodes)),
    bytes: Math.max(...all.map((m) => m.bytes)),
    keyMs: least((m) => m.keyMs),
    hoverMs: least((m) => m.hoverMs),
  }
}

function rowsOf(title: string, measured: Measured | undefined): readonly Row[] {
  if (measured === undefined) return []
  const { ms, longestMs, nodes, bytes, keyMs, hoverMs } = measured
  return [
    { name: `${title}: opened`, value: ms, limit: 2000, unit: 'ms' },
    { name: `${title}: longest the window does not answer`, value: longestMs, limit: 1000, unit: 'ms' },
    { name: `${title}: elements in the page`, value: nodes, limit: 30_000, unit: 'elements' },
    { name: `${title}: sent to the window`, value: bytes / 1e6, limit: 5, unit: 'MB' },
    { name: `${title}: slowest of ${keys} keys`, value: keyMs, limit: 200, unit: 'ms' },
    { name: `${title}: slowest move of the pointer`, value: hoverMs, limit: 100, unit: 'ms' },
  ]
}
