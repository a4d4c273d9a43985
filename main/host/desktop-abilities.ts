/** The contract's lines that only a desktop has, made of its shell; elsewhere they say so. */
import { Failure } from '../../app/failure'
import type { HostImplementation } from '../../app/host'
import type { desktopContract } from '../../app/host/desktop'
import type { Shell } from '../shell/shell'

const elsewhere = 'Only the desktop app can do this.'

export function desktopAbilities({
  desktop,
  chooseFolder,
}: Shell): Pick<HostImplementation, keyof typeof desktopContract> {
  const need = () => {
    if (desktop === undefined) throw new Failure('denied', elsewhere)
    return desktop
  }
  return {
    // A browser's own menus follow the system.
    setTheme: async ({ theme }) => desktop?.setTheme(theme),
    updates: async function* (_, signal) {
      if (desktop === undefined) yield { type: 'none', why: elsewhere }
      else yield* desktop.updates.follow(signal)
    },
    setUpdates: async ({ automatic }) => need().updates.setAutomatic(automatic),
    update: ({ step }) => need().updates[step](),
    dataFolder: async function* (_, signal) {
      if (desktop === undefined) yield null
      else yield* desktop.data.follow(signal)
    },
    moveData: async () => {
      const { data } = need()
      const into = (await chooseFolder?.()) ?? null
      if (into !== null) await data.begin(into)
      return into !== null
    },
    cancelMove: () => need().data.cancel(),
    removeOldData: async () => ({ kept: await need().data.removeOld() }),
    restart: async () => need().restart(),
    showPlace: ({ place }) => need().showPlace(place),
  }
}
