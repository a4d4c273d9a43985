/** Whether a graph's file holds a word: operators, inputs and outputs are named in plain text. Opens no session. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { LRUCache } from 'lru-cache'

/** By path, size and time of the file: a graph with its weights inside takes a second to read. */
const known = new LRUCache<string, boolean>({ max: 200 })

/** Whether the file at `path` holds `word`. */
export async function mentions(path: string, word: string): Promise<boolean> {
  return found(path, new RegExp(word))
}

/**
 * Whether the graph has an input whose name begins so: a value (field 11 of a graph), and in it a name (field 1), each with its length
 * before it. A name that stands elsewhere only is of something inside the graph.
 */
export async function takes(path: string, beginning: string): Promise<boolean> {
  return found(path, new RegExp(`\\x5a[\\s\\S]{1,2}\\x0a[\\s\\S]${beginning}`))
}

async function found(path: string, pattern: RegExp): Promise<boolean> {
  const { size, mtimeMs } = await stat(path)
  const key = `${pattern.source}|${size}|${mtimeMs}|${path}`
  const there = known.get(key) ?? (await search(path, pattern))
  known.set(key, there)
  return there
}

/** Longer than anything that is looked for: it may lie over the end of a part. */
const overlap = 128

async function search(path: string, pattern: RegExp): Promise<boolean> {
  let rest = ''
  for await (const part of createReadStream(path, { encoding: 'latin1' }) as AsyncIterable<string>) {
    if (pattern.test(rest + part)) return true
    rest = (rest + part).slice(-overlap)
  }
  return false
}
