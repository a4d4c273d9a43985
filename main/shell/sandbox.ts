/**
 * Whether Chromium can put pages into its sandbox. An AppImage asks to be started without one where the system allows no user namespaces
 * to it (Ubuntu from 24.04 on); insisting there ends the app before it shows anything. Imports no Electron.
 */
import { readFileSync } from 'node:fs'

/** The system, as far as it matters here. */
export interface System {
  readonly platform: NodeJS.Platform
  /** Undefined on Windows. */
  readonly uid: number | undefined
  /** Electron was started with `--no-sandbox`. */
  readonly withoutAsked: boolean
  /** The text of a file; undefined where there is none. */
  readonly read: (path: string) => string | undefined
}

/** Why there can be no sandbox, for a person; undefined where there can, or nobody asked to go without. */
export function whyNoSandbox({ platform, uid, withoutAsked, read }: System): string | undefined {
  if (platform !== 'linux' || !withoutAsked) return undefined
  if (uid === 0)
    return 'Relook was started as root, for whom Chromium makes no sandbox. Start it as an ordinary user.'
  const value = (name: string) => read(`/proc/sys/${name}`)?.trim()
  const barred =
    value('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    value('kernel/unprivileged_userns_clone') === '0' ||
    value('user/max_user_namespaces') === '0'
  if (!barred) return undefined
  return (
    'This system (Ubuntu from 24.04 on, for one) gives no sandbox to programs that are started from an AppImage. Install the .deb or ' +
    '.rpm instead: it brings the permission along. Or allow it to this file, as the page on Linux in the README says.'
  )
}

/** For `whyNoSandbox`. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
