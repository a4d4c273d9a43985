/**
 * One process per data folder. A lock left by a process that is gone is taken over by exactly one of those who find it: each
 * writes a claim whose name is made of the text it found, and a name can be made only once.
 */
import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { pause } from '../../app/async'
import { Failure } from '../../app/failure'
import { bornOf, hostId, isAlive } from './alive'
import { codeOf, diskFailure, temporaryOf, writeWhole } from './folder'

const schema = z.object({
  pid: z.number().int(),
  born: z.string(),
  /** The machine and its process namespace: elsewhere the process id says nothing. Absent: of an older version. */
  host: z.string().optional(),
  /** No two locks are the same. Absent: of an older version. */
  id: z.string().optional(),
  address: z.string().optional(),
})
type Owner = z.infer<typeof schema>

/** A held data folder. */
export interface Lock {
  /** Tells others where this process can be reached. */
  readonly announce: (address: string) => Promise<void>
  /** Before anything is written: after a sleep somebody else may have the folder. @throws Failure `busy` when so. */
  readonly check: () => Promise<void>
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

const takenWhileAsleep =
  'Another Relook took over this data folder while this one stood still (a machine that slept). Nothing more is written here: close ' +
  'it, and go on in the other.'

function anotherUsers(path: string): string {
  return (
    `${path} is another user’s: a Relook of theirs may work on this data folder. Give a folder of your own in RELOOK_DATA; or, when ` +
    'none is running, remove that file as the user it belongs to.'
  )
}

/** Takes the data folder. @throws HeldFailure when a live process has it. */
export async function takeLock(folder: string): Promise<Lock> {
  const path = join(folder, 'lock')
  const mine: Owner = { pid: process.pid, born: bornOf(process.pid) ?? '', host: hostId(), id: randomUUID() }
  try {
    await mkdir(folder, { recursive: true })
    while (!(await created(path, mine)) && !(await tookOver(folder, path, mine)));
  } catch (error) {
    throw diskFailure(error, path)
  }
  const isMine = async () => ownerIn(await textOf(path))?.id === mine.id
  let touched = Date.now()
  const touch = async () => {
    // Another's lock is not kept young.
    if (!(await isMine())) return
    const now = new Date()
    await utimes(path, now, now)
    touched = now.getTime()
  }
  // Where it cannot be written, the next one who looks sees it grow old: then nothing can be written here either.
  const beat = setInterval(() => void touch().catch(() => undefined), beatMs)
  beat.unref()
  return {
    announce: async (address) => {
      if (await isMine()) await writeWhole(path, JSON.stringify({ ...mine, address }))
    },
    check: async () => {
      if (Date.now() - touched < silentMs / 2) return
      if (!(await isMine())) throw new Failure('busy', takenWhileAsleep, folder)
      await touch()
    },
    release: async () => {
      clearInterval(beat)
      if (await isMine()) await rm(path, { force: true })
    },
  }
}

/** Names of claims: what a killed one leaves is swept by whoever holds the folder. */
export const claimName = /^lock\.[0-9a-f]{16}$/

/** The one name that the claim on a lock or claim of this text has. */
function claimOn(path: string, text: string): string {
  return `${path}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
}

/**
 * Tries once. The lock and the claims on it, each on the one before, are a line of owners, of whom the last counts; whoever finds it
 * gone stands behind it, puts itself in the lock's place and only then clears the claims. So a claim made on a line that another
 * has ended shows itself: the lock says something else by then. False: others were quicker, look again.
 * @throws HeldFailure when the last of the line lives.
 */
async function tookOver(folder: string, path: string, mine: Owner): Promise<boolean> {
  const found = await textOf(path)
  if (found === undefined) return false
  const claims: string[] = []
  let [last, text] = [path, found]
  for (;;) {
    const claim = claimOn(path, text)
    const there = await textOf(claim)
    claims.push(claim)
    if (there === undefined) break
    ;[last, text] = [claim, there]
  }
  const owner = ownerIn(text)
  if (owner !== undefined && (await isHeld(last, owner))) throw new HeldFailure(folder, owner)
  // One that cannot be read may be one that is being written this moment, where a file cannot be put there whole.
  if (owner === undefined) {
    await pause(100)
    if ((await textOf(last)) !== text) return false
  }
  const claim = claimOn(path, text)
  if (!(await created(claim, mine))) return false
  const first = (await textOf(path)) === found
  if (first) await writeWhole(path, JSON.stringify(mine))
  for (const made of first ? claims : [claim]) await rm(made, { force: true })
  return first
}

/** Puts an owner's file where none is; a reader never sees half of it. False: one is there. */
async function created(path: string, owner: Owner): Promise<boolean> {
  const temporary = temporaryOf(path)
  await writeFile(temporary, JSON.stringify(owner), { mode: 0o600 })
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') return await createdWithoutLinks(path, owner)
    // A network disk may have done it, lost its answer, and done it again.
    return ownerIn(await textOf(path))?.id === owner.id
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Some file systems (of memory cards) know no links. */
async function createdWithoutLinks(path: string, owner: Owner): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(JSON.stringify(owner))
    await file.close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Undefined where there is none. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return undefined
    // Whether its owner lives is not to be told from here: it is let alone.
    if (code === 'EACCES' || code === 'EPERM') throw new Failure('denied', anotherUsers(path), path)
    throw error
  }
}

function ownerIn(text: string | undefined): Owner | undefined {
  try {
    return schema.parse(JSON.parse(text ?? ''))
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
  if (owner.host === undefined || owner.host === hostId()) return isThere(owner)
  const probe = temporaryOf(path)
  await writeFile(probe, '')
  try {
    const [lock, now] = await Promise.all([stat(path), stat(probe)])
    return now.mtimeMs - lock.mtimeMs < silentMs
  } catch (error) {
    // Let go of meanwhile.
    if (codeOf(error) === 'ENOENT') return false
    throw error
  } finally {
    await rm(probe, { force: true })
  }
}

/** Process ids come round again: where the system tells when a process began, that must agree too. */
function isThere({ pid, born }: Owner): boolean {
  return isAlive(pid) && (born === '' || (bornOf(pid) ?? born) === born)
}
