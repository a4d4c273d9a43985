/**
 * Which texts can be names of files on every system, and texts made into such. Pure. Source of refused names: Win32 “Naming Files, Paths,
 * and Namespaces”.
 */

const longestSegment = 200

/** Most bytes of a name: disks take 255, and endings are added. */
const most = 180

/**
 * A text as a name that every disk takes, without an ending: letters, numbers and a few signs in one way of writing accents; never a
 * path, a hidden file or a device of Windows. `fallback` where nothing is left.
 */
export function fileNameFrom(text: string, fallback: string): string {
  const signs = text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, '-')
  const name = withinBytes(signs.replace(/^[. ]+/, '')).replace(/[. ]+$/, '')
  if (name === '') return fallback
  return nameProblem(name) === undefined ? name : `_${name}`
}

function withinBytes(text: string): string {
  let bytes = 0
  let kept = ''
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (bytes > most) break
    kept += letter
  }
  return kept
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

/** As a disk that minds neither case nor how an accent is written sees a path; rather one too many are the same. */
export function foldedPath(path: string): string {
  // By way of capitals: small letters can have two forms (ς and σ) that a disk takes for one.
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
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
