/** Memory of a process and all it started: proportional set size where Linux tells it (shared pages count once). */
import { readdirSync, readFileSync } from 'node:fs'

/** Megabytes. */
export function memoryOf(pid: number): number {
  return family(pid).reduce((sum, one) => sum + own(one), 0)
}

/** A process and its megabytes. */
export interface Process {
  readonly command: string
  readonly megabytes: number
}

/** All that a process started, and what those started. */
export function processesBelow(pid: number): readonly Process[] {
  return family(pid)
    .slice(1)
    .map((one) => ({ command: commandOf(one), megabytes: own(one) }))
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

function family(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    const parent = parentOf(name)
    if (parent !== undefined) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
  }
  const all = [pid]
  for (let i = 0; i < all.length; i++) all.push(...(parents.get(all[i] ?? 0) ?? []))
  return all
}

function parentOf(pid: string): number | undefined {
  try {
    // The name in brackets may hold anything; the parent is the second field behind it.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
  } catch {
    return undefined
  }
}

function own(pid: number): number {
  try {
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    return Number(pss ?? 0) / 1024
  } catch {
    return 0
  }
}
