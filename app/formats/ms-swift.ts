/**
 * ms-swift: `messages` with `tool_call`/`tool_response` roles, `images`, `objects` whose boxes stand where `<bbox>` is,
 * `rejected_response` or `rejected_messages`; the query/response columns; pairs of a dialogue (`conversation`).
 * Source: modelscope/ms-swift, docs/source_en/Customization/Custom-dataset.md.
 */
import { given } from '../given'
import { bad, good, type Issue, type Result } from '../result'
import { isDialogue } from './chat-pieces'
import {
  historyMessages,
  pairMessages,
  recordImages,
  replyMessages,
  tracesOf,
  type DialoguePath,
} from './chat-record'
import type { Format, ForeignTrace, GoldBox } from './format'
import { fieldsOf, imagesOf, isFields, listOf, numbersOf, textOf, notAnObject, type Fields } from './values'

const own = [
  'objects',
  'rejected_response',
  'rejected_messages',
  'rejected_images',
  'channel',
  'chat_template_kwargs',
]
const questions = ['query', 'prompt', 'problem', 'question', 'input']
const replies = ['response', 'output', 'target', 'completion']

/** ms-swift’s rows: messages, images, grounding objects. */
export const msSwift: Format = {
  id: 'ms-swift',
  name: 'ms-swift',
  source: 'modelscope/ms-swift: docs/source_en/Customization/Custom-dataset.md (Apache-2.0)',
  containers: ['jsonl', 'json'],
  likeness,
  parse: (value) => {
    if (!isFields(value)) return notAnObject()
    if (isDialogue(value['messages'])) return dialogue(value)
    const pairs = pairMessages(value['conversation'])
    return pairs === undefined ? columns(value) : conversation(value, pairs)
  },
}

function likeness(value: unknown): number {
  const row = fieldsOf(value)
  const { messages } = row
  if (isDialogue(messages)) {
    const roles = messages.some(
      (m) => m['role'] === 'tool_call' || m['role'] === 'tool_response' || 'loss' in m,
    )
    if (roles || own.some((name) => name in row)) return 0.88
    return 'images' in row ? 0.6 : 0.3
  }
  if (pairMessages(row['conversation']) !== undefined) return 0.8
  return textOf(row['query']) !== undefined && textOf(row['response']) !== undefined ? 0.7 : 0
}

function dialogue(row: Fields): Result<readonly ForeignTrace[]> {
  const objects = objectsOf(row)
  const messages = fill(listOf(row['messages']), objects)
  const chosen: DialoguePath = { messages, path: 'messages' }
  const rejected = rejectedWay(row, messages, objects)
  const ways = rejected === undefined ? [chosen] : [{ ...chosen, preference: 'chosen' as const }, rejected]
  return withBoxes(tracesOf(row, ways, ['messages', ...own.slice(0, 4)]), objects)
}

/** What the file counts in is said for its boxes; a trainer rewrites them for its model. */
function withBoxes(read: Result<readonly ForeignTrace[]>, objects: Objects): Result<readonly ForeignTrace[]> {
  if (!read.ok) return read
  const { boxes, numbers, space } = objects
  // Points are no regions to compare with, but count as the boxes do.
  const told = { ...(boxes.length > 0 ? { goldBoxes: boxes } : {}), space }
  const traces = numbers.length === 0 ? read.value : read.value.map((trace) => ({ ...trace, ...told }))
  return good(traces, [...read.issues, ...objects.issues])
}

/** ShareGPT as ms-swift writes it: `system` and a pair of texts per turn. */
function conversation(row: Fields, pairs: readonly unknown[]): Result<readonly ForeignTrace[]> {
  const system = textOf(row['system'])
  const messages = [...(system === undefined ? [] : [{ role: 'system', content: system }]), ...pairs]
  return tracesOf(row, [{ messages, path: 'conversation' }], ['conversation', 'system'])
}

/** “It will find the position of the last user in messages, and replace the subsequent content with rejected_response.” */
function rejectedWay(row: Fields, messages: readonly unknown[], objects: Objects): DialoguePath | undefined {
  const base = { path: 'rejected', preference: 'rejected' } as const
  const pictures = row['rejected_images'] === undefined ? recordImages(row) : imagesOf(row['rejected_images'])
  if (isDialogue(row['rejected_messages']))
    return { ...base, messages: fill(row['rejected_messages'], objects), images: pictures }
  const reply = replyMessages(row['rejected_response'])
  if (reply.length === 0 && row['rejected_images'] === undefined) return undefined
  if (reply.length === 0) return { ...base, messages, images: pictures }
  const last = messages.findLastIndex((m) => fieldsOf(m)['role'] === 'user')
  return { ...base, messages: [...messages.slice(0, last + 1), ...reply], images: pictures }
}

interface Objects {
  readonly refs: readonly string[]
  readonly numbers: readonly (readonly number[])[]
  readonly boxes: readonly GoldBox[]
  readonly space: 'unit' | 'image' | 'per-mille'
  readonly issues: readonly Issue[]
}

function objectsOf(row: Fields): Objects {
  const objects = row['objects']
  return Array.isArray(objects) ? listed(objects as unknown[]) : columnsOf(fieldsOf(objects))
}

/** Names in one list, boxes in another. */
function columnsOf({ ref, bbox, bbox_type: type }: Fields): Objects {
  const refs = listOf(ref).flatMap((r) => textOf(r) ?? [])
  const named = listOf(bbox).map((numbers, i) => ({ numbers, label: refs[i], path: `objects.bbox[${i}]` }))
  return { refs, ...boxesOf(named, spaceOf(textOf(type))) }
}

/** An object each, as ms-swift 2 wrote them: `{caption, bbox, bbox_type, image}`, where a bbox may hold several boxes. */
function listed(objects: readonly unknown[]): Objects {
  const all = objects.map(fieldsOf)
  const refs = all.flatMap(({ caption, ref }) => textOf(caption ?? ref) ?? [])
  const named = all.flatMap(({ caption, ref, bbox }, i) => {
    const several = listOf(bbox).some(Array.isArray) ? listOf(bbox) : [bbox]
    return several.map((numbers) => ({ numbers, label: textOf(caption ?? ref), path: `objects[${i}].bbox` }))
  })
  return { refs, ...boxesOf(named, spaceOf(textOf(all[0]?.['bbox_type']))) }
}

/** `real`: pixels of the original; `norm_1`: shares; `norm_1000`: thousandths. */
function spaceOf(type: string | undefined): Objects['space'] {
  switch (type) {
    case 'norm1':
    case 'norm_1':
      return 'unit'
    case 'norm1000':
    case 'norm_1000':
      return 'per-mille'
    default:
      return 'image'
  }
}

interface NamedBox {
  readonly numbers: unknown
  readonly label: string | undefined
  readonly path: string
}

function boxesOf(named: readonly NamedBox[], space: Objects['space']): Omit<Objects, 'refs'> {
  const issues: Issue[] = []
  const found = named.flatMap(({ numbers: item, label, path }) => {
    const numbers = numbersOf(item)
    if (numbers?.length === 4 || numbers?.length === 2) return [{ numbers, ...given({ label }) }]
    issues.push({ path, message: 'This is no box of four numbers and no point of two.' })
    return []
  })
  const boxes = found.filter((f) => f.numbers.length === 4).map((f): GoldBox => ({ ...f, space }))
  return { numbers: found.map((f) => f.numbers), boxes, space, issues }
}

/**
 * Boxes and names put where their placeholders stand, in order over all messages. In what the model wrote, bare ones get marks, as
 * ms-swift's templates give them (swift/template, `replace_bbox`, `replace_ref`): so they are looks. Marks that say nothing of how
 * the numbers count: the file does.
 */
function fill(messages: readonly unknown[], { refs, numbers }: Objects): readonly unknown[] {
  let box = 0
  let ref = 0
  return messages.map((message) => {
    if (!isFields(message) || typeof message['content'] !== 'string') return message
    const spoken = message['role'] === 'assistant'
    const content = message['content'].replace(/(:\s*|")?(<bbox>|<ref-object>)/g, (whole, before, mark) => {
      const lead = typeof before === 'string' ? before : ''
      if (mark === '<ref-object>') {
        const name = refs[ref++]
        if (name === undefined) return String(whole)
        return spoken && lead === '' ? `<|object_ref_start|>${name}<|object_ref_end|>` : lead + name
      }
      const found = numbers[box++]
      if (found === undefined) return String(whole)
      return spoken && lead === '' ? marked(found) : `${lead}[${found.join(', ')}]`
    })
    return { ...message, content }
  })
}

/** `<box>(x1,y1),(x2,y2)</box>`; of a point one pair. */
function marked([x1 = 0, y1 = 0, ...rest]: readonly number[]): string {
  const far = rest.length < 2 ? '' : `,(${rest.join(',')})`
  return `<box>(${x1},${y1})${far}</box>`
}

function columns(row: Fields): Result<readonly ForeignTrace[]> {
  const asked = questions.find((name) => textOf(row[name]) !== undefined)
  const reply = replies.find((name) => textOf(row[name]) !== undefined)
  if (asked === undefined) return bad({ message: 'The row has no messages and no query.' })
  const system = textOf(row['system'])
  const messages = [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    ...historyMessages(row),
    { role: 'user', content: row[asked] },
    ...(reply === undefined ? [] : [{ role: 'assistant', content: row[reply] }]),
  ]
  const objects = objectsOf(row)
  const way: DialoguePath = { messages: fill(messages, objects), path: asked }
  return withBoxes(tracesOf(row, [way], [asked, reply ?? '', 'system', 'history', 'objects']), objects)
}
