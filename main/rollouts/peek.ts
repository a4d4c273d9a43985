/** Whether a file opened by name is a dump of rollouts that cannot be read as traces. Looks at its first record only. */
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { dumpFormatOf } from '../../app/groups'
import { openContainer, parseRow } from '../collections/containers'
import type { Sources } from '../collections/sources'

/** Kinds whose records hold several rollouts: as traces they are nothing. */
const onlyDumps: ReadonlySet<string> = new Set(['relook-rollouts', 'ms-swift-completions'])

/** True for a dump; a file that cannot be read is none, and says so to whoever opens it. */
export async function isDump({ files }: Sources): Promise<boolean> {
  const controller = new AbortController()
  for (const file of files.slice(0, 8)) {
    try {
      const container = await openContainer(file.path, join(tmpdir(), 'relook-peek'))
      if (container.kind.gzip) continue
      for await (const { rows } of container.batches({ offset: 0, line: 1 }, controller.signal)) {
        const [row] = rows
        if (row === undefined) continue
        const parsed = parseRow(row)
        if (parsed.ok && onlyDumps.has(dumpFormatOf([parsed.value])?.id ?? '')) return true
        break
      }
    } catch {
      // Not this one.
    }
  }
  return false
}
