/**
 * Names as a hub has them. Pure. Source of the rule for repositories: huggingface_hub, utils/_validators.py (`validate_repo_id`).
 */

const longestRepository = 96
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
