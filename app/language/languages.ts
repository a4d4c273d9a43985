/** The languages whose texts of hosts there are, for whoever is the last to show them: the window, the desktop's menus. */
import type { Sayings } from './heard'

/** Loads what hosts say in a language: the id of the window's language to its texts. English is in the code. */
export const catalogues = {
  'zh-CN': async () => (await import('./zh-CN')).sayings,
} as const satisfies Readonly<Record<string, () => Promise<Sayings>>>
