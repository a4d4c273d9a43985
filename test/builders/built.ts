/** The main side as it ships, built once for tests that need a process of its own, and such processes. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { hostContract, type Host } from '../../app/host'
import { connect } from '../../app/port'
import { webSocketPort } from '../../main/ports/http'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds the app where its sources changed; gives the folder of the main side. Its threads and processes are of the same build. */
export function builtMain(): string {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--if-needed'], { cwd: root })
  if (status !== 0) throw new Error(String(stderr))
  return join(root, 'dist', 'main')
}

/** A host in a process of its own. */
export interface HostProcess {
  readonly process: ChildProcess
  readonly url: URL
  readonly token: string
  /** What it has said on both its outputs. */
  readonly said: () => string
  /** A connection of its own. */
  readonly open: () => Promise<{ readonly host: Host; readonly socket: WebSocket }>
  /** How it ended: exit code or signal. */
  readonly ended: Promise<number | string>
}

export interface HostStart {
  /** Where the main side was built. */
  readonly built: string
  readonly dataFolder: string
  readonly words?: readonly string[]
  /** A program and its words that the host is run by, such as one that takes something away from it first. */
  readonly under?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** Starts a headless host on any free port. Whoever starts it ends it. */
export async function startHost({
  built,
  dataFolder,
  words = [],
  under = [],
  env = {},
}: HostStart): Promise<HostProcess> {
  const own = [process.execPath, join(built, 'server.js'), ...words, '--port', '0']
  const [program = process.execPath, ...rest] = [...under, ...own]
  const child = spawn(program, rest, {
    env: { ...process.env, RELOOK_DATA: dataFolder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const ended = new Promise<number | string>((done) =>
    child.on('exit', (code, signal) => done(code ?? signal ?? '')),
  )
  const url = await new Promise<URL>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        said += data.toString()
        const found = /Relook is at (http:\S+)/.exec(said)?.[1]
        if (found !== undefined) resolve(new URL(found))
      })
    void ended.then((how) => reject(new Error(`ended with ${how}: ${said}`)))
  })
  const token = url.hash.replace('#token=', '')
  const open = async () => {
    const socket = new WebSocket(`ws://${url.host}/port`, ['relook', token])
    await new Promise((done, failed) => socket.on('open', done).on('error', failed))
    return { host: connect(hostContract, webSocketPort(socket)), socket }
  }
  return { process: child, url, token, said: () => said, open, ended }
}

/** Megabytes a process has in memory now. Linux only; 0 elsewhere. */
export function residentMb(pid: number | undefined): number {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kb ?? 0) / 1024
  } catch {
    return 0
  }
}
