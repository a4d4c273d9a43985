/**
 * Whether a JSON object is no record but holds them: `{"results": [{…}, …]}`, or `{"id 1": {…}, "id 2": {…}}`. Told by the
 * beginning of the file; knows names that records and lists of them go by, no format.
 */

/** Where records stand in it: behind the bracket of the list (or of the object, where each has its name before it). */
export interface Wrapped {
  readonly inside: number
  readonly keyed: boolean
}

/** Names that lists of records go by. */
const lists = new Set([
  ...['data', 'results', 'result', 'rows', 'samples', 'records', 'items', 'examples', 'instances', 'entries'],
  ...['traces', 'trajectories', 'predictions', 'outputs', 'annotations', 'logs', 'details', 'dataset'],
  ...['train', 'test', 'val', 'validation', 'dev', 'cases'],
])

/** Whether a list of this name in such an object is one of records. */
export function isListName(name: string): boolean {
  return lists.has(name.toLowerCase())
}

/** Names that only a record has. */
const own = new Set([
  ...['question', 'query', 'problem', 'prompt', 'instruction', 'messages', 'conversations', 'conversation'],
  ...['image', 'images', 'image_path', 'img_path', 'full_response', 'response_list', 'raw_steps', 'input'],
  ...['pred_output', 'thoughts', 'relook', 'body', 'request', 'response', 'model'],
])

/** A value directly in the outermost object. */
interface Entry {
  readonly key: string
  /** Offset of its first byte. */
  readonly at: number
  readonly opens: string
  /** Names directly inside it, as far as the head goes. */
  readonly keys: string[]
}

/** Where the records are; undefined where the object is one itself, or it cannot be told. `from`: of its bracket. */
export function wrappedIn(head: Buffer, from: number): Wrapped | undefined {
  // Latin-1 keeps one letter a byte: places in the text are places in the file.
  const text = head.toString('latin1')
  const entries = entriesIn(text, from)
  if (entries.length === 0 || entries.some(({ key }) => own.has(key))) return undefined
  const list = entries.find(
    ({ key, at }) => lists.has(key.toLowerCase()) && /^\[\s*[[{]/.test(text.slice(at, at + 400)),
  )
  if (list !== undefined) return { inside: list.at + 1, keyed: false }
  const [first, second] = entries
  if (first === undefined || !entries.every((e) => e.opens === '{')) return undefined
  if (!first.keys.some((key) => own.has(key))) return undefined
  const alike =
    second === undefined || first.keys.filter((k) => second.keys.includes(k)).length * 2 >= second.keys.length
  return alike ? { inside: from + 1, keyed: true } : undefined
}

/** The values directly in the object that begins there, as far as the text goes. */
export function entriesIn(text: string, from: number): readonly Entry[] {
  const entries: Entry[] = []
  const token = /"([^"\\]*(?:\\(?:[\s\S]|$)[^"\\]*)*)(?:"(\s*:)?|$)|[[\]{}]|[^\s"[\]{},:]+/g
  token.lastIndex = from
  let depth = 0
  let key: string | undefined
  const add = (at: number, opens: string) => {
    if (key !== undefined) entries.push({ key, at, opens, keys: [] })
    key = undefined
  }
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [whole, word, colon] = found
    if (whole === '{' || whole === '[') {
      if (depth === 1) add(found.index, whole)
      depth++
    } else if (whole === '}' || whole === ']') {
      if (--depth <= 0) break
    } else if (word !== undefined && colon !== undefined) {
      if (depth === 1) key = word
      else if (depth === 2 && entries.at(-1)?.opens === '{') entries.at(-1)?.keys.push(word)
    } else if (depth === 1) add(found.index, whole[0] ?? '')
  }
  return entries
}
