/** Six processes that start at once over a stale lock, and some that are killed while they take it over. */
import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sweep } from '../../main/store/sweep'
import { bundle } from '../builders/bundle'
import { pace } from '../builders/wait'
import { randomFrom, type Random } from './random'
import type { SoakRow } from './row'

const rounds = 600
const many = 6

export async function soak(seed: number): Promise<readonly SoakRow[]> {
  const file = await bundle('test/soak/lock-child.ts', 'lock-child')
  const folder = mkdtempSync(join(tmpdir(), 'relook-soak-'))
  const random = randomFrom(seed)
  const crowd = await Promise.all(Array.from({ length: many }, () => born(file)))
  let [wrong, left, kills] = [0, 0, 0]
  try {
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    for (let round = 0; round < rounds; round++) {
      writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: gone, born: '', id: String(round) }))
      const victim = round % 4 === 3 ? random.below(many) : undefined
      if (victim !== undefined) kills++
      const held = await oneRound({ crowd, folder, file, victim, random })
      // Where the one that had it was killed, nobody may have it; the next one gets it.
      if (held > 1 || (held === 0 && victim === undefined)) wrong++
      if (victim !== undefined && (await oneRound({ crowd, folder, file, victim: undefined, random })) !== 1)
        wrong++
      // As the next start does.
      if (victim !== undefined) await sweep(folder)
      if (readdirSync(folder).length > 0) left++
    }
  } finally {
    for (const child of crowd) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  const detail = `${kills} killed while they took it over`
  return [
    {
      promise: 'of six hosts that take over a stale lock at once, one has it',
      n: rounds,
      value: wrong,
      unit: 'rounds',
      limit: 0,
      detail,
    },
    { promise: 'and nothing is left of it', n: rounds, value: left, unit: 'rounds', limit: 0 },
  ]
}

interface Round {
  readonly crowd: ChildProcess[]
  readonly folder: string
  readonly file: string
  /** The one that is killed somewhere on its way. */
  readonly victim: number | undefined
  readonly random: Random
}

/** How many of the living have the lock. */
async function oneRound({ crowd, folder, file, victim, random }: Round): Promise<number> {
  const answers = crowd.map((child) => answer(child))
  for (const child of crowd) child.send({ take: folder })
  if (victim !== undefined) {
    await pace(random.below(8))
    crowd[victim]?.kill('SIGKILL')
  }
  const said = await Promise.all(answers)
  const odd = said.find((text) => !['held', 'busy', 'killed'].includes(text))
  if (odd !== undefined) throw new Error(odd)
  if (victim !== undefined) crowd[victim] = await born(file)
  const held = said.filter((text, i) => text === 'held' && i !== victim).length
  const over = crowd.map((child) => answer(child))
  for (const child of crowd) child.send('release')
  await Promise.all(over)
  return held
}

async function born(file: string): Promise<ChildProcess> {
  const child = fork(file)
  await answer(child)
  return child
}

/** What a process says next. */
function answer(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const say = (text: string) => {
      child.off('message', said)
      child.off('exit', gone)
      resolve(text)
    }
    const said = (message: unknown) => say(String(message))
    const gone = () => say('killed')
    child.on('message', said)
    child.on('exit', gone)
  })
}
