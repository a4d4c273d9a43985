/**
 * What the desktop shell lets a window do, as plain data and predicates. Everything that is not named here is refused.
 * Imports no Electron, so that every rule can be tested as a function.
 */

import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The scheme and host the window is served from. Nothing else is ever loaded. */
export const appScheme = 'relook'
export const appHost = 'app'
export const appAddress = `${appScheme}://${appHost}/`

/** The only message a window may send before it has its port. */
export const portChannel = 'relook:port'

/** A standard, secure scheme: relative addresses, fetch and streams work as on https; no CSP bypass, no service worker. */
export const schemePrivileges = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  stream: true,
  codeCache: true,
} as const

/** Every window's page runs in a sandbox, without Node, apart from the preload's world. */
export const webPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const

/** Sites the person's own browser may be sent to. */
const outside = ['github.com', 'huggingface.co', 'arxiv.org'] as const

/** Permissions a page may have: a presentation fills the screen. Reading the clipboard is not among them: pasting is an event and needs none. */
const permissions = ['clipboard-sanitized-write', 'fullscreen'] as const

/** Whether an address is the app's own page or file. */
export function isOwnAddress(address: string): boolean {
  const url = parse(address)
  return (
    url !== undefined &&
    url.protocol === `${appScheme}:` &&
    url.host === appHost &&
    url.username === '' &&
    url.password === ''
  )
}

/** Whether a link may be handed to the person's browser: https, on the list, nothing hidden in the address. */
export function mayOpenOutside(address: string): boolean {
  const url = parse(address)
  if (url === undefined || url.protocol !== 'https:' || url.port !== '') return false
  if (url.username !== '' || url.password !== '') return false
  return outside.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))
}

/** Whether a page of this origin may have a permission. */
export function mayHave(permission: string, origin: string): boolean {
  return isOwnAddress(origin) && permissions.some((p) => p === permission)
}

/** A frame as Electron tells it, as far as the rule needs it. */
export interface Sender {
  readonly url: string
  readonly parent: unknown
}

/** Whether a message may be answered: from a frame that is still there, the top one, showing the app's own page. */
export function isTrustedSender(frame: Sender | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && isOwnAddress(frame.url)
}

/**
 * File arguments of a command line, as paths: what is neither an option nor one of the first `skip` other words. A desktop
 * may give them as `file:` addresses.
 */
export function fileArguments(argv: readonly string[], skip: number, folder: string): readonly string[] {
  return argv
    .filter((word) => word !== '' && !word.startsWith('-'))
    .slice(skip)
    .map((word) => (parse(word)?.protocol === 'file:' ? fileURLToPath(word) : resolve(folder, word)))
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined
}
