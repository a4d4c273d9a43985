/**
 * Where the data folder is: named by the environment, moved by a person, or where this system keeps the data of programs. A small file in
 * the usual place points to where it was moved. Reads that file and nothing else; moves nothing.
 */
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { homedir, platform } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../app/failure'
import { codeOf, writeWhole } from './folder'

/** The data folder, and why it is that one. */
export interface DataLocation {
  readonly folder: string
  readonly chosenBy: 'environment' | 'moved' | 'usual'
  /** Why it cannot be used now, for a person: beginning with an empty one instead would look like a loss. */
  readonly problem?: string
}

/** In the usual folder: where the data is instead. */
export const pointerName = 'moved-to.json'
/** In a folder that data was moved to: from where. Without it, what the pointer names is not what was moved. */
export const movedMarkName = 'moved-from.json'

const pointer = z.object({ folder: z.string().min(1).max(4096) })

/** The folder this operating system gives. */
export function usualFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (platform() === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Relook')
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Relook')
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'relook')
}

/** `RELOOK_DATA`, else where the data was moved, else the usual folder. */
export function dataPlace(env: NodeJS.ProcessEnv = process.env): DataLocation {
  if (env['RELOOK_DATA']) return { folder: resolve(env['RELOOK_DATA']), chosenBy: 'environment' }
  const usual = usualFolder(env)
  const file = join(usual, pointerName)
  let folder: string
  try {
    folder = pointer.parse(JSON.parse(readFileSync(file, 'utf8'))).folder
    if (!isAbsolute(folder)) throw new Error('It is no whole path.')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { folder: usual, chosenBy: 'usual' }
    const problem = `${file} says where Relook’s data was moved, and cannot be read. Mend it, or remove it to begin in the usual folder.`
    return { folder: usual, chosenBy: 'moved', problem }
  }
  if (existsSync(join(folder, movedMarkName))) return { folder, chosenBy: 'moved' }
  const problem =
    `Relook’s data was moved to ${folder}, and is not there now. Connect the disk it is on and start Relook again; or, to begin in the ` +
    `usual folder, remove ${file}.`
  return { folder, chosenBy: 'moved', problem }
}

/** The data folder. @throws Failure `not-found` where it was moved to a place that is not there. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { folder, problem } = dataPlace(env)
  if (problem !== undefined) throw new Failure('not-found', problem, folder)
  return folder
}

/** From the next start on the data is looked for there. */
export async function pointTo(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const usual = usualFolder(env)
  if (resolve(folder) === resolve(usual)) await rm(join(usual, pointerName), { force: true })
  else await writeWhole(join(usual, pointerName), JSON.stringify({ folder }))
}
