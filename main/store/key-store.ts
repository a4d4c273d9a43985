/**
 * Keys of servers: one file, readable by its owner only; encrypted with the system's key store where the shell has one.
 * A key goes in here and out to a request's header, nowhere else. Knows no server.
 */
import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../app/failure'
import { codeOf, writeWhole } from './folder'

/** The system's key store (Electron's safeStorage). */
export interface Cipher {
  readonly available: () => Promise<boolean>
  readonly encrypt: (text: string) => Promise<Uint8Array>
  /** Rejects when the store is locked or another user's. */
  readonly decrypt: (data: Uint8Array) => Promise<string>
  /** Whether a person wants a key kept as readable text where there is no key store. */
  readonly mayBePlain: () => Promise<boolean>
}

/** Where a key comes from. */
export type KeySource = 'none' | 'kept' | 'environment'

export interface ServerKeys {
  readonly source: (server: string) => Promise<KeySource>
  /** The key to send; undefined when there is none. @throws Failure `denied` when the key store does not give it. */
  readonly get: (server: string) => Promise<string | undefined>
  /** Keeps a key; undefined forgets it. @throws Failure `denied` when it could only be kept readable and nobody wants that. */
  readonly set: (server: string, key: string | undefined) => Promise<void>
}

const entry = z.union([z.object({ plain: z.string() }), z.object({ sealed: z.string() })])
const file = z.record(z.string(), entry)
type Entries = z.infer<typeof file>

export interface KeysOptions {
  readonly folder: string
  readonly cipher?: Cipher
  readonly env?: NodeJS.ProcessEnv
}

/** The variable of the environment a server's key is looked for in, e.g. `RELOOK_KEY_MY_VLLM`. */
export function keyVariable(server: string): string {
  return `RELOOK_KEY_${server.toUpperCase().replaceAll('-', '_')}`
}

/** The keys in a folder's `keys.json`. The environment comes first: it was set for this start. */
export function createKeys({ folder, cipher, env = process.env }: KeysOptions): ServerKeys {
  const path = join(folder, 'keys.json')
  const fromEnvironment = (server: string) => env[keyVariable(server)]?.trim() || undefined
  return {
    source: async (server) => {
      if (fromEnvironment(server) !== undefined) return 'environment'
      return Object.hasOwn(await readKeys(path), server) ? 'kept' : 'none'
    },
    get: async (server) => {
      const given = fromEnvironment(server)
      if (given !== undefined) return given
      const entries = await readKeys(path)
      const found = Object.hasOwn(entries, server) ? entries[server] : undefined
      return found === undefined ? undefined : open(found, cipher)
    },
    set: async (server, key) => {
      const { [server]: _old, ...rest } = await readKeys(path)
      const next = key === undefined ? rest : { ...rest, [server]: await seal(server, key, cipher) }
      // Written whole with mode 0600 (see writeWhole).
      await writeWhole(path, `${JSON.stringify(next, undefined, 2)}\n`)
    },
  }
}

async function seal(server: string, key: string, cipher: Cipher | undefined): Promise<Entries[string]> {
  // A terminal or a server has no key store at all: its documentation says where keys are.
  if (cipher === undefined) return { plain: key }
  if (await cipher.available()) return { sealed: Buffer.from(await cipher.encrypt(key)).toString('base64') }
  if (await cipher.mayBePlain()) return { plain: key }
  throw new Failure(
    'denied',
    `The key was not kept. Set ${keyVariable(server)} in the environment, or open the system’s key store and enter it again.`,
  )
}

async function open(found: Entries[string], cipher: Cipher | undefined): Promise<string> {
  if ('plain' in found) return found.plain
  try {
    if (cipher !== undefined && (await cipher.available()))
      return await cipher.decrypt(Buffer.from(found.sealed, 'base64'))
  } catch {
    // The reason could name the key's bytes; what to do is the same.
  }
  throw new Failure(
    'denied',
    'The key is kept in the desktop’s key store, which is not open here. Set it in the environment or enter it again.',
  )
}

async function readKeys(path: string): Promise<Entries> {
  try {
    const { mode } = await stat(path)
    // Someone made it readable for others, by hand or by copying: put right before it is read.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(path, 0o600)
    return file.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw new Failure('denied', `The keys in ${path} cannot be read. Remove the file and enter them again.`)
  }
}
