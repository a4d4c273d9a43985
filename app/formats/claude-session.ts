/**
 * Lines of a Claude Code session as threads: the talk that was gone on with, branches that were left (a message sent again), and what
 * sub-agents said apart (`isSidechain`). A reply is written a line for each of its blocks. Sources: sessions.ts.
 */
import type { SessionThread } from './session-thread'
import { fieldsOf, listOf, restOf, textOf, type Fields } from './values'
import { given } from '../given'
import { groupBy } from '../lists'

/** Threads by session, the one that ended last first. */
export function claudeThreads(lines: readonly Fields[]): readonly SessionThread[] {
  const said = lines.filter(isSaid)
  const titles = new Map(
    lines.flatMap((line) => {
      const { type, leafUuid, summary } = line
      return type === 'summary' && typeof leafUuid === 'string' ? [[leafUuid, summary] as const] : []
    }),
  )
  const sessions = groupBy(said, (line) => `${textOf(line['sessionId']) ?? ''}${sideOf(line)}`)
  return [...sessions.values()].flatMap((own) => threadsOf(own, titles))
}

/** Of sub-agents each is a session of its own. */
function sideOf(line: Fields): string {
  return line['isSidechain'] === true ? ` aside ${textOf(line['agentId']) ?? ''}` : ''
}

function isSaid(line: Fields): boolean {
  const { type, message } = line
  if (type !== 'user' && type !== 'assistant') return false
  const { role } = fieldsOf(message)
  return role === 'user' || role === 'assistant'
}

function threadsOf(lines: readonly Fields[], titles: ReadonlyMap<string, unknown>): readonly SessionThread[] {
  const byId = new Map(lines.map((line) => [textOf(line['uuid']) ?? '', line]))
  const parents = new Set(lines.map((line) => textOf(line['parentUuid']) ?? ''))
  const leaves = lines.filter((line) => !parents.has(textOf(line['uuid']) ?? ''))
  const paths = leaves.map((leaf) => pathTo(leaf, byId))
  // A line whose parent is not there (a file that begins in the middle) begins a thread of its own; those are one talk.
  const groups = [...groupBy(paths, ([first]) => first).values()]
  const main = withResults(lines, new Set(groups.flatMap((paths) => paths.at(-1) ?? [])))
  const left = groups.flatMap((paths) => paths.slice(0, -1)).filter((path) => branches(path, main))
  return [main, ...left].map((path, i) => threadOf(path, { titles, branch: i }))
}

function pathTo(leaf: Fields, byId: ReadonlyMap<string, Fields>): Fields[] {
  const path: Fields[] = []
  const seen = new Set<Fields>()
  for (let at: Fields | undefined = leaf; at !== undefined && !seen.has(at);) {
    path.push(at)
    seen.add(at)
    at = byId.get(textOf(at['parentUuid']) ?? '')
  }
  return path.reverse()
}

/** In the file's order, with what came back of calls that were made side by side: each answers another line. */
function withResults(lines: readonly Fields[], path: ReadonlySet<Fields>): readonly Fields[] {
  const ids = new Set([...path].map((line) => textOf(line['uuid'])))
  const isResult = (line: Fields) =>
    listOf(fieldsOf(line['message'])['content']).some((part) => fieldsOf(part)['type'] === 'tool_result')
  return lines.filter(
    (line) => path.has(line) || (isResult(line) && ids.has(textOf(line['parentUuid']) ?? undefined)),
  )
}

/** Whether a path says something of the model's that the main one does not: results of parallel calls branch, too. */
function branches(path: readonly Fields[], main: readonly Fields[]): boolean {
  const known = new Set(main)
  return path.some((line) => !known.has(line) && line['type'] === 'assistant')
}

function threadOf(
  path: readonly Fields[],
  { titles, branch }: { readonly titles: ReadonlyMap<string, unknown>; readonly branch: number },
): SessionThread {
  const [first] = path
  const replies = path.filter((line) => line['type'] === 'assistant').map((line) => fieldsOf(line['message']))
  const title = path.map((line) => titles.get(textOf(line['uuid']) ?? '')).findLast((t) => t !== undefined)
  const session = textOf(first?.['sessionId'])
  const aside = first?.['isSidechain'] === true
  const id = [session, aside ? 'aside' : undefined, branch === 0 ? undefined : `branch ${branch}`]
  const model = textOf(replies.findLast((reply) => reply['model'] !== '<synthetic>')?.['model'])
  return {
    messages: path.flatMap(messagesOf),
    ...(session === undefined ? {} : { id: id.filter((part) => part !== undefined).join(' · ') }),
    ...given({ model }),
    meta: {
      ...(first === undefined ? {} : restOf(first, own)),
      ...given({ summary: title }),
      ...(aside ? { isSidechain: true } : {}),
    },
  }
}

const own = [
  ...['parentUuid', 'uuid', 'type', 'message', 'isSidechain', 'toolUseResult', 'requestId', 'isMeta'],
  ...['sessionId', 'userType', 'todos', 'thinkingMetadata', 'imagePasteIds', 'permissionMode'],
]

function messagesOf(line: Fields): readonly Fields[] {
  const { message, isMeta } = line
  const { role, content } = fieldsOf(message)
  // What the program put in itself is no question of a person's; results of tools are kept.
  if (isMeta === true && !listOf(content).some((part) => fieldsOf(part)['type'] === 'tool_result')) return []
  return [{ role, content }]
}
