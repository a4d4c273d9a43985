/**
 * Exports that leave something of their model out, and which of them a person opens anyway. That is kept beside the model's folder, not
 * in it: the folder may be someone else's.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure } from '../../../app/failure'
import { leftOutReasons, type LeftOut } from '../../../app/trace/left-out'
import { isKept } from '../../store/folder'
import { takes } from './mentions'

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

/** What a configuration says of DeepStack, and what its export makes of it. */
export interface DeepstackWanted {
  /** Layers. */
  readonly expected: number
  /** An export without them may be run. */
  readonly anyway: boolean
  readonly leftOut?: LeftOut
}

/**
 * Judged by the names of inputs in the decoder's file, before it is loaded; what the loaded graph itself says is checked again.
 * @throws Failure `left-out` for one that takes no features where nobody opened it anyway.
 */
export async function checkedDeepstack(
  folder: string,
  decoder: string,
  { expected, anyway }: { readonly expected: number; readonly anyway?: boolean },
): Promise<DeepstackWanted> {
  const opened = anyway ?? (await isKept(noteOf(folder)))
  if (expected === 0 || (await takes(decoder, 'deepstack_'))) return { expected, anyway: opened }
  if (!opened) throw new Failure('left-out', `${basename(folder)}: ${leftOutReasons.deepstack}.`)
  return { expected, anyway: opened, leftOut: 'deepstack' }
}

function noteOf(folder: string): string {
  const path = resolve(folder)
  return join(dirname(path), place, basename(path))
}
