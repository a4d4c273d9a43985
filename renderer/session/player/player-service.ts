/** Playing a recorded trace back, at its pace. No model is asked. Knows no React. */
import type { Context } from '../context'
import { selectedRows } from '../document/rows'
import { firstToPlay, holdMs, nextToPlay, shiftSpeed } from './pace'

/** What the player can be told. */
export function createPlayerService({ get, set, memory }: Context) {
  let timer: ReturnType<typeof setTimeout> | undefined

  const pause = () => {
    clearTimeout(timer)
    if (get().player.playing) set({ player: { playing: false } })
  }
  const hold = () => {
    clearTimeout(timer)
    const row = selectedRows(get()).find((r) => r.id === get().selection.step)
    if (row === undefined) return pause()
    timer = setTimeout(goOn, holdMs(row, get().player.speed))
  }
  const goOn = () => {
    const next = nextToPlay(selectedRows(get()), get().selection.step)
    if (!get().player.playing || next === undefined) return pause()
    set({ selection: { step: next.id, box: undefined } })
    hold()
  }

  return {
    play: () => {
      const first = firstToPlay(selectedRows(get()), get().selection.step)
      if (first === undefined) return
      set({
        player: { playing: true },
        selection: { step: first.id, box: undefined },
        editing: { writing: undefined },
      })
      hold()
    },
    pause,
    changeSpeed: (by: 1 | -1) => {
      const speed = shiftSpeed(get().player.speed, by)
      memory.setItem('relook-speed', String(speed))
      set({ player: { speed } })
      if (get().player.playing) hold()
    },
  }
}
