/**
 * Runs under way. A run is driven here, on the main side, so that it goes on when the window closes; what it brings is
 * written to the project's journal and reaches every follower from there.
 */
import { given } from '../../app/given'
import { createSequence } from '../../app/async'
import { Failure, toFailureData, type FailureData } from '../../app/failure'
import { runLoop, type LoopRequest } from '../../app/reasoning/loop'
import { unreachable } from '../../app/result'
import type { Change } from '../../app/trace/change'
import type { BranchId, EndReason, RunPhase, ProjectId } from '../../app/trace/project'
import type { Token } from '../../app/trace/step'
import type { LiveProject } from '../store/live'

/** A branch of an open project. */
export interface LiveBranch {
  readonly live: LiveProject
  readonly branch: BranchId
}

export interface Runs {
  /** Drives the run until it ends. The branch must be in the journal already. `release` is called at the end. */
  readonly start: (of: LiveBranch, request: LoopRequest, release: () => void) => void
  /** Ends runs of a project (one branch or all); resolves when their end is in the journal. */
  readonly stop: (project: ProjectId, branch?: BranchId) => Promise<void>
  /** Ends all runs. */
  readonly close: () => Promise<void>
}

interface Run {
  readonly project: ProjectId
  readonly branch: BranchId
  readonly controller: AbortController
  readonly ended: Promise<void>
}

/** Streamed tokens are written together once in this many milliseconds. */
const batchMs = 25
/** Progress within one phase is told at most once in this many milliseconds. */
const phaseMs = 100

/** No runs yet. */
export function createRuns(now: () => number): Runs {
  const runs = new Set<Run>()
  const stop = async (matching: (run: Run) => boolean) => {
    const those = [...runs].filter(matching)
    for (const run of those) run.controller.abort()
    await Promise.all(those.map((run) => run.ended))
  }
  return {
    start: ({ live, branch }, request, release) => {
      const controller = new AbortController()
      const ended = drive({ live, branch, request, now }, controller).finally(() => {
        runs.delete(run)
        release()
      })
      const run: Run = { project: live.state().id, branch, controller, ended }
      runs.add(run)
    },
    stop: (project, branch) =>
      stop((r) => r.project === project && (branch === undefined || r.branch === branch)),
    close: () => stop(() => true),
  }
}

interface Driven extends LiveBranch {
  readonly request: LoopRequest
  readonly now: () => number
}

/** Never throws: whatever goes wrong is how the run ended. */
async function drive({ live, branch, request, now }: Driven, controller: AbortController): Promise<void> {
  const writer = createWriter({ live, branch, now }, controller)
  let reason: EndReason = 'no-answer'
  let failure: FailureData | undefined
  try {
    for await (const event of runLoop(request, controller.signal)) {
      switch (event.type) {
        case 'phase':
          writer.phase(event.phase)
          break
        case 'token':
          writer.token(event.token)
          break
        case 'steps':
          writer.write({ type: 'steps-added', branch, steps: event.steps })
          break
        case 'ended':
          reason = event.reason
          break
        default:
          unreachable(event)
      }
    }
  } catch (error) {
    failure = toFailureData(error)
    reason = failure.code === 'cancelled' ? 'stopped' : 'failed'
  }
  const broken = await writer.flush()
  if (broken !== undefined) {
    reason = 'failed'
    failure = toFailureData(broken)
  }
  const end: Change = {
    type: 'run-ended',
    branch,
    at: now(),
    reason,
    // A stop that took more than a word is told, too: the process that did not stop was ended.
    ...given({ failure: reason === 'failed' || failure?.message !== 'Cancelled.' ? failure : undefined }),
  }
  // A disk that takes nothing more must not leave a run that seems to go on; the next start finds it cut off.
  await live.append([end]).catch((error: unknown) => {
    live.tell({ ...end, reason: 'failed', failure: toFailureData(error) })
  })
}

/** Writes a run's changes in order without making the model wait for the disk. A failed write stops the run. */
function createWriter({ live, branch, now }: Omit<Driven, 'request'>, controller: AbortController) {
  let tokens: Token[] = []
  let timer: NodeJS.Timeout | undefined
  let shown: { readonly name: RunPhase['name']; readonly at: number } | undefined
  let broken: unknown
  const writes = createSequence()
  const send = (changes: readonly Change[]) => {
    void writes.run(async () => {
      if (broken !== undefined) return
      try {
        await live.append(changes)
      } catch (error) {
        broken = error ?? new Failure('internal', 'The journal could not be written.')
        controller.abort()
      }
    })
  }
  const batch = (): Change[] => {
    clearTimeout(timer)
    timer = undefined
    const mine = tokens
    tokens = []
    if (mine.length === 0) return []
    // What else was possible comes with the finished step; twice would double the journal.
    const plain = mine.map(({ top: _top, entropy: _entropy, rank: _rank, ...token }) => token)
    return [{ type: 'streamed', branch, text: mine.map((t) => t.text).join(''), tokens: plain }]
  }
  const write = (change: Change) => send([...batch(), change])
  return {
    write,
    token: (token: Token) => {
      tokens.push(token)
      timer ??= setTimeout(() => send(batch()), batchMs)
    },
    phase: (phase: RunPhase) => {
      if (shown?.name === phase.name && now() - shown.at < phaseMs && phase.done !== phase.total) return
      shown = { name: phase.name, at: now() }
      write({ type: 'run-phase', branch, phase })
    },
    /** Resolves when all is written, with what went wrong where something did. */
    flush: async () => {
      const rest = batch()
      if (rest.length > 0) send(rest)
      await writes.settled()
      return broken
    },
  }
}
