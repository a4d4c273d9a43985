/** The traces that are shared, one after the other, and why others are left out. Knows no form they are shared in. */
import { Failure } from '../../app/failure'
import type { PageEntry, PageTrace } from '../../app/sharing/page'
import { pageEntry } from '../../app/sharing/shared-project'
import type { Sharing } from './share'
import { pageTrace, type Pictures } from './traces'

/** What was shared, in its order, and what was not, by its reason. */
interface EachTrace {
  readonly entries: readonly PageEntry[]
  readonly left: Readonly<Record<string, number>>
}

/** Hands every trace that can be shared to `keep`. @throws Failure `bad-input` where there is none. */
export async function eachTrace(
  { source, shown, signal, progress }: Sharing,
  pictures: Pictures,
  keep: (trace: PageTrace, n: number) => Promise<void>,
): Promise<EachTrace> {
  const entries: PageEntry[] = []
  const left: Record<string, number> = {}
  let done = 0
  for await (const { project, problem } of source.each(0, signal)) {
    try {
      if (project === undefined) throw new Failure('bad-input', problem ?? 'It cannot be read.')
      const trace = await pageTrace(project, shown, pictures)
      await keep(trace, entries.length)
      entries.push(pageEntry(trace.project))
    } catch (error) {
      addReason(left, error)
    }
    progress(++done, Math.max(done, source.total()))
  }
  if (entries.length === 0) throw nothingLeft(left)
  return { entries, left }
}

/** Counts why a trace is left out; anything but its own fault is thrown on. */
export function addReason(left: Record<string, number>, error: unknown): void {
  const own = error instanceof Failure && (error.code === 'bad-input' || error.code === 'image-unreadable')
  if (!own) throw error
  left[error.message] = (left[error.message] ?? 0) + 1
}

/** Said where no trace could be shared. */
export function nothingLeft(left: Readonly<Record<string, number>>): Failure {
  const [reason] = Object.keys(left)
  return new Failure(
    'bad-input',
    reason === undefined ? 'There is nothing to share.' : `There is nothing to share: ${reason}`,
  )
}
