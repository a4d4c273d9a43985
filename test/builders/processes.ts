/** Processes of this machine: from /proc where there is one (Linux), else from `ps` (macOS). */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Ids of the processes that a process started itself. */
export function childrenOf(parent: number | undefined): readonly number[] {
  const all = existsSync('/proc/self/stat') ? fromProc() : fromPs()
  return all.flatMap(([pid, ppid]) => (ppid === parent ? [pid] : []))
}

/** What a process was started as. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? ''
  }
}

/** Whether there is a process of this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

type Pair = readonly [pid: number, ppid: number]

function fromProc(): readonly Pair[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid): readonly Pair[] => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // After the name in brackets: state, then the parent.
      return [[Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]]
    } catch {
      // It has ended meanwhile.
      return []
    }
  })
}

function fromPs(): readonly Pair[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)/gm)].map(([, pid, ppid]) => [Number(pid), Number(ppid)])
}
