/**
 * Changes and texts without what only the sender's machine knows: folders of files, details of what went wrong. What a model or a file
 * said in its own words stays to the letter. Pure.
 */
import type { FailureData } from '../failure'
import { given } from '../given'
import type { Change } from '../trace/change'
import type { Origin } from '../trace/origin'
import type { Branch } from '../trace/project'

const letters = `[^\\s"'<>|:;,()”“]`
/**
 * An absolute path of any system, up to where a sentence goes on. Names of people and disks have blanks in them: a word after one with a
 * separator in it is still the path, and what stands before a backslash anyway.
 */
const paths = new RegExp(
  `(?:file:\\/\\/|(?<![A-Za-z])[A-Za-z]:[\\\\/]|\\\\\\\\|(?<![\\w.~/:-])~?\\/)${letters}*[\\\\/]${letters}*` +
    `(?: (?![\\\\/]|~\\/|[A-Za-z]:)${letters}*[\\\\/]${letters}*|(?: ${letters}+){1,2} ${letters}*\\\\${letters}*)*`,
  'g',
)
const wholePath = /^(?:file:\/\/|[A-Za-z]:[\\/]|\\\\|~?\/)/

/** A sentence with each path in it as the name of its file alone. */
export function withoutFolders(text: string): string {
  return text.replace(paths, baseName)
}

/** A change as others may read it. */
export function publicChange(change: Change): Change {
  switch (change.type) {
    case 'project-created':
      return { ...change, ...given({ origin: change.origin && publicOrigin(change.origin) }) }
    case 'pictured':
      return { ...change, origin: publicOrigin(change.origin) }
    case 'run-ended':
      return change.failure === undefined ? change : { ...change, failure: publicFailure(change.failure) }
    case 'branch-added':
      return { ...change, branch: publicBranch(change.branch) }
    default:
      return change
  }
}

function publicBranch(branch: Branch): Branch {
  const { run } = branch
  if (run.type !== 'ended' || run.failure === undefined) return branch
  return { ...branch, run: { ...run, failure: publicFailure(run.failure) } }
}

function publicFailure({ code, message }: FailureData): FailureData {
  return { code, message: withoutFolders(message) }
}

/** The file's facts; a field that is nothing but a path keeps the name at its end. */
function publicOrigin(origin: Origin): Origin {
  return {
    ...origin,
    pictures: origin.pictures.map((p) => (p.type === 'path' ? { ...p, name: shortened(p.name) } : p)),
    meta: shortenedAll(origin.meta) as Origin['meta'], // an object stays an object
  }
}

function shortenedAll(value: unknown): unknown {
  if (typeof value === 'string') return shortened(value)
  if (Array.isArray(value)) return value.map(shortenedAll)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, shortenedAll(v)]))
}

function shortened(text: string): string {
  return wholePath.test(text) && !/\s{2}|\n/.test(text) ? baseName(text) : text
}

function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? ''
}
