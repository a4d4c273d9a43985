/** One process per data folder. A lock left by a process that is gone is taken over. */
import { readFileSync, readlinkSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Failure } from '../../app/failure'
import { codeOf, diskFailure } from './folder'

const schema = z.object({
  pid: z.number().int(),
  born: z.string(),
  /** The machine and its process namespace: elsewhere the process id says nothing. Absent: of an older version. */
  host: z.string().optional(),
  address: z.string().optional(),
})
type Owner = z.infer<typeof schema>

/** A held data folder. */
export interface Lock {
  /** Tells others where this process can be reached. */
  readonly announce: (address: string) => Promise<void>
  readonly release: () => Promise<void>
}

/** The data folder is held by a live process; `address` is where to find it, if it says so. */
export class HeldFailure extends Failure {
  readonly address: string | undefined

  constructor(folder: string, owner: Owner) {
    // Its token is no word for a screen or a log.
    const where = owner.address === undefined ? '' : ` at ${owner.address.replace(/#.*$/, '')}`
    super(
      'busy',
      `Relook is already running on this data folder (process ${owner.pid}${where}). ` +
        'Use that one, or give another folder in RELOOK_DATA.',
      folder,
    )
    this.address = owner.address
  }
}

/** Takes the data folder. @throws HeldFailure when a live process has it. */
export async function takeLock(folder: string): Promise<Lock> {
  const path = join(folder, 'lock')
  const mine: Owner = { pid: process.pid, born: bornOf(process.pid) ?? '', host: hostId() }
  try {
    await mkdir(folder, { recursive: true })
    if (!(await created(path, mine))) await takeOver(folder, path, mine)
  } catch (error) {
    throw diskFailure(error, path)
  }
  const beat = setInterval(() => {
    const now = new Date()
    // Where it cannot be written, the next one who looks sees it grow old: then nothing can be written here either.
    utimes(path, now, now).catch(() => undefined)
  }, beatMs)
  beat.unref()
  return {
    announce: (address) => replace(path, { ...mine, address }),
    release: async () => {
      clearInterval(beat)
      const owner = await read(path)
      if (owner?.pid === process.pid && (owner.host ?? mine.host) === mine.host)
        await rm(path, { force: true })
    },
  }
}

async function created(path: string, mine: Owner): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(JSON.stringify(mine))
    await file.close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Two processes may find the same stale lock: both write themselves in, and whoever stands there afterwards has it. */
async function takeOver(folder: string, path: string, mine: Owner): Promise<void> {
  // A lock that cannot be read may be one that is being written this moment.
  if ((await read(path)) === undefined) await sleep(100)
  const owner = await read(path)
  if (owner !== undefined && (await isHeld(path, owner))) throw new HeldFailure(folder, owner)
  await replace(path, mine)
  await sleep(50)
  const now = await read(path)
  if (now !== undefined && (now.pid !== mine.pid || now.host !== mine.host))
    throw new HeldFailure(folder, now)
}

async function replace(path: string, owner: Owner): Promise<void> {
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, JSON.stringify(owner), { mode: 0o600 })
  await rename(temporary, path)
}

async function read(path: string): Promise<Owner | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

/** Milliseconds between two signs of life of whoever holds the folder, and after how many it counts as gone. */
const beatMs = 5000
const silentMs = 60_000

/**
 * On the same machine its process tells; from another machine, or another container, only that the lock is still being touched. Clocks
 * of two machines may differ by less than a minute.
 */
async function isHeld(path: string, owner: Owner): Promise<boolean> {
  if (owner.host === undefined || owner.host === hostId()) return isAlive(owner)
  const probe = `${path}.${process.pid}.now`
  await writeFile(probe, '')
  try {
    const [lock, now] = await Promise.all([stat(path), stat(probe)])
    return now.mtimeMs - lock.mtimeMs < silentMs
  } finally {
    await rm(probe, { force: true })
  }
}

/** This machine and, where the system has such, the namespace its process ids count in. */
function hostId(): string {
  try {
    return `${hostname()} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false
  }
  // Process ids come round again: where the system tells when a process began, that must agree too.
  return owner.born === '' || (bornOf(owner.pid) ?? owner.born) === owner.born
}

/** When a process began, in the system's own count; undefined where the system does not say (not Linux). */
function bornOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field, the name, may hold spaces and brackets: count from the last bracket. `starttime` is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
