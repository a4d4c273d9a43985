/** Playing a recorded trace back, at its pace. No model is asked. */
import type { Context } from './context'
import { firstToPlay, holdMs, nextToPlay, shiftSpeed } from './player'
import { selectedRows } from './rows'

export type PlayingActions = ReturnType<typeof playingActions>

/** Actions over the player. */
export function playingActions({ get, set, memory }: Context) {
  let timer: ReturnType<typeof setTimeout> | undefined

  const pause = () => {
    clearTimeout(timer)
    if (get().playing) set({ playing: false })
  }
  const hold = () => {
    clearTimeout(timer)
    const rows = selectedRows(get())
    const row = rows.find((r) => r.id === get().step)
    if (row === undefined) return pause()
    timer = setTimeout(
      () => {
        const next = nextToPlay(selectedRows(get()), get().step)
        if (!get().playing || next === undefined) return pause()
        set({ step: next.id, box: undefined })
        hold()
      },
      holdMs(row, get().speed),
    )
  }

  return {
    play: () => {
      const first = firstToPlay(selectedRows(get()), get().step)
      if (first === undefined) return
      set({ playing: true, step: first.id, box: undefined, writing: undefined })
      hold()
    },
    pause,
    changeSpeed: (by: 1 | -1) => {
      const speed = shiftSpeed(get().speed, by)
      memory.setItem('relook-speed', String(speed))
      set({ speed })
      if (get().playing) hold()
    },
  }
}
