/** Whether a graph's file holds a word: operators, inputs and outputs are named in plain text. Opens no session. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { LRUCache } from 'lru-cache'

/** By path, size and time of the file: a graph with its weights inside takes a second to read. */
const known = new LRUCache<string, boolean>({ max: 200 })

/** Whether the file at `path` holds `word`. */
export async function mentions(path: string, word: string): Promise<boolean> {
  const { size, mtimeMs } = await stat(path)
  const key = `${word}|${size}|${mtimeMs}|${path}`
  const found = known.get(key) ?? (await search(path, word))
  known.set(key, found)
  return found
}

async function search(path: string, word: string): Promise<boolean> {
  let rest = ''
  for await (const part of createReadStream(path, { encoding: 'latin1' }) as AsyncIterable<string>) {
    if ((rest + part).includes(word)) return true
    rest = part.slice(-word.length)
  }
  return false
}
