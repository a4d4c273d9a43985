/**
 * Exports that leave something of their model out, and which of them a person opens anyway. That is kept beside the model's folder, not
 * in it: the folder may be someone else's.
 */
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { mentions } from './mentions'

const place = '.open-anyway'

/** The folder may be run although it leaves something out. */
export async function openAnyway(folder: string): Promise<void> {
  const note = noteOf(folder)
  await mkdir(dirname(note), { recursive: true })
  await writeFile(note, '')
}

/** The folder is gone, or another will take its name. */
export async function forgetAnyway(folder: string): Promise<void> {
  await rm(noteOf(folder), { force: true })
}

/** Whether a person said so. */
export async function isOpenedAnyway(folder: string): Promise<boolean> {
  return access(noteOf(folder)).then(
    () => true,
    () => false,
  )
}

/**
 * Whether an export of a model with DeepStack has a decoder that takes none. By the names in its file, before it is loaded; what the
 * loaded graph itself says is checked again.
 */
export async function leavesOutDeepstack(decoder: string): Promise<boolean> {
  return !(await mentions(decoder, 'deepstack_'))
}

function noteOf(folder: string): string {
  const path = resolve(folder)
  return join(dirname(path), place, basename(path))
}
