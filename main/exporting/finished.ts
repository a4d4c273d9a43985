/**
 * Exports that were whole before anybody could note it: a kill between the last file and the note. The manifest, which is
 * written last, says whose work lies there. Knows no record and no shelf.
 */
import { parsedJson } from '../../app/json'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { removeTree } from '../store/own-folder'
import { exportManifestName, settleExport, type ExportPlace } from './place'

/** How many of what an export wrote. */
export const exportCounts = z.object({
  done: z.number(),
  total: z.number(),
  records: z.object({ train: z.number(), dev: z.number(), test: z.number() }),
  images: z.number(),
  crops: z.number(),
  corrected: z.number(),
  accepted: z.number(),
  skipped: z.record(z.string(), z.number()),
})
const finished = z.object({ run: z.string(), counts: exportCounts, bytes: z.number() })
type Finished = Omit<z.infer<typeof finished>, 'run'>

/** What this run wrote before it was cut off, put in its place if it is not there yet; undefined when it did not get so far. */
export async function settledBefore(
  place: ExportPlace,
  run: string | undefined,
): Promise<Finished | undefined> {
  if (run === undefined) return undefined
  const made = await finishedIn(place.part, run)
  if (made !== undefined) {
    await removeTree(join(place.part, '.pieces'), place.part)
    await settleExport(place)
    return made
  }
  const settled = await finishedIn(place.folder, run)
  if (settled !== undefined) await settleExport(place)
  return settled
}

async function finishedIn(folder: string, run: string): Promise<Finished | undefined> {
  const text = await readFile(join(folder, exportManifestName), 'utf8').catch(() => undefined)
  if (text === undefined || !(await stat(folder)).isDirectory()) return undefined
  // A manifest that was cut in the middle is none: the export was not finished.
  const manifest = z.object({ finished }).safeParse(parsedJson(text)).data?.finished
  if (manifest?.run !== run) return undefined
  const { counts, bytes } = manifest
  return { counts, bytes }
}
