/**
 * Names as a hub has them, and which of them may become names on a disk. Pure. Source of the rule for repositories:
 * huggingface_hub, utils/_validators.py (`validate_repo_id`); of refused names: Win32 “Naming Files, Paths, and Namespaces”.
 */

const longestRepository = 96
const longestSegment = 200
const segment = /^\w(?:[\w.-]*\w)?$/

/**
 * Whether a text is `owner/name` by the hub's own rule: letters, digits, `-`, `_` and `.`; neither `-` nor `.` at an end; no `--`,
 * no `..`, no `.git` at the end; at most 96 characters. So it never names a folder above or the folder itself.
 */
export function isRepository(text: string): boolean {
  const parts = text.split('/')
  return (
    text.length <= longestRepository &&
    parts.length === 2 &&
    parts.every((part) => segment.test(part)) &&
    !/--|\.\.|\.git$/.test(text)
  )
}

/** Whether a text can be a branch, a tag or a commit: what git allows, without what an address would resolve (`.`, `..`). */
export function isRevision(text: string): boolean {
  return (
    text.length <= 200 &&
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\.lock$|[./]$|^[./-]/.test(text) &&
    text.split('/').every((part) => part !== '' && !part.startsWith('.'))
  )
}

/** Whether a text is the address of a hub: of the web, and without a name or a password in it. */
export function isHubAddress(text: string): boolean {
  return /^https?:\/\/[^\s/?#@\\]+(\/[^\s?#@\\]*)?$/i.test(text)
}

/** Names that Windows gives to devices, with any ending. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\..*)?$/i

/** Why a name cannot be that of one file on every system Relook runs on; undefined when it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name === '.' || name === '..') return 'it leads out of its folder'
  if (/[\u0000-\u001f\u007f-\u009f<>:"|?*\\/]/.test(name))
    return 'it holds a character that no file can have everywhere'
  if (/[. ]$/.test(name)) return 'it ends with a dot or a space'
  if (device.test(name)) return 'Windows gives it to a device'
  if (name.length > longestSegment) return `it is longer than ${longestSegment} characters`
  return undefined
}

/** The same for a path of such names with `/` between them; an absolute one has an empty first name. */
export function pathProblem(path: string): string | undefined {
  const parts = path.split('/')
  if (parts.length > 32) return 'it is nested deeper than 32 folders'
  for (const part of parts) {
    const problem = nameProblem(part)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** As a disk that minds neither case nor how an accent is written sees a path. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/** Two of the paths that such a disk takes for one; undefined when all differ. */
export function collision(paths: readonly string[]): readonly [string, string] | undefined {
  const seen = new Map<string, string>()
  for (const path of paths) {
    const folded = foldedPath(path)
    const other = seen.get(folded)
    if (other !== undefined) return [other, path]
    seen.set(folded, path)
  }
  return undefined
}
