/** 100,000 rude connections and 2,000 slow ones against a host in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtMain, residentMb, startHost } from '../builders/built'
import { answerMs, rudeClients, slowClients } from './rude-clients'
import type { SoakRow } from './row'

const n = 100_000

export async function soak(seed: number): Promise<readonly SoakRow[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'relook-soak-'))
  const host = await startHost({ built: builtMain(), dataFolder })
  try {
    const target = { port: Number(host.url.port), token: host.token }
    await rudeClients(target, n / 10, { seed })
    const before = residentMb(host.process.pid)
    await rudeClients(target, n - n / 10, { seed: seed + 1, atOnce: 200 })
    const after = residentMb(host.process.pid)
    const times = await answers(target.port)
    const letGo = await slowClients(target.port, 2000)
    const slow = await answers(target.port)
    letGo()
    const words = host.said().match(/MaxListeners|nobody took|Error/g)?.length ?? 0
    return [
      {
        promise: 'rude connections: the host answers',
        n,
        value: median(times),
        unit: 'ms (median)',
        limit: 100,
      },
      { promise: 'rude connections: memory is flat', n, value: after - before, unit: 'MB more', limit: 60 },
      { promise: 'rude connections: no error goes astray', n, value: words, unit: 'words', limit: 0 },
      {
        promise: '2,000 slow connections keep nobody waiting',
        n: 2000,
        value: Math.max(...slow),
        unit: 'ms (longest)',
        limit: 1000,
      },
    ]
  } finally {
    host.process.kill('SIGKILL')
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

async function answers(port: number): Promise<number[]> {
  const times = []
  for (let i = 0; i < 21; i++) times.push(await answerMs(port))
  return times
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity
}
