/** The version of Relook, from the one place it is written. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { appRootOf } from './paths'

const file: unknown = JSON.parse(readFileSync(join(appRootOf(import.meta.url), 'package.json'), 'utf8'))

/** As in package.json. */
export const version =
  typeof file === 'object' && file !== null && 'version' in file ? String(file.version) : 'unknown'
