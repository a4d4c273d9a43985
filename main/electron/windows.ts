/**
 * All windows of the app: each with its own place, its own menu and its own ear for what the shell asks. A file opened from outside goes to
 * the window that shows it already, to one that shows nothing yet, or to a new one. Knows no host.
 */
import { given } from '../../app/given'
import type { BrowserWindow, WebContents } from 'electron'
import type { MenuItem, ShellEvent } from '../../app/host'
import { createShellEvents } from '../shell/shell'
import { windowPlaceOf, withPlace, type DesktopState } from '../shell/window-state'
import { watchPage } from './page-watch'
import { openWindow } from './window'

/** A window and what belongs to it. */
export interface Seat {
  readonly window: BrowserWindow
  readonly emit: (event: ShellEvent) => void
  readonly events: (signal: AbortSignal) => AsyncIterable<ShellEvent>
  /** Its page asked for its port. */
  readonly alive: () => void
  /** Something is opened in it, or about to be. */
  readonly isTaken: () => boolean
  /** The command table of what it shows. */
  items: readonly MenuItem[]
}

export interface WindowsOptions {
  readonly address: string
  readonly preload: string
  readonly icon?: string
  readonly crashFolder: string
  readonly state: () => DesktopState
  readonly keep: (state: DesktopState) => void
  /** Another window is in front, or its commands changed. */
  readonly onFront: () => void
}

export interface Windows {
  /** Another window, in front. */
  readonly add: () => Seat
  /** The window in front, or one there is. */
  readonly front: () => Seat | undefined
  /** Brings one to the front; the first one is opened for it. */
  readonly show: () => Seat
  /** The window to open something in: what is there is not taken away. */
  readonly forOpening: () => Seat
  readonly of: (contents: WebContents | undefined) => Seat | undefined
  readonly all: () => readonly Seat[]
}

/** No window yet. */
export function createWindows(options: WindowsOptions): Windows {
  const seats: (Seat | undefined)[] = []
  const all = () => seats.filter((seat) => seat !== undefined)
  let last: Seat | undefined
  const front = () => all().find(({ window }) => window.isFocused()) ?? last ?? all()[0]
  const add = (): Seat => {
    const free = seats.indexOf(undefined)
    const index = free < 0 ? seats.length : free
    const seat = createSeat(options, index, front()?.window)
    seats[index] = seat
    last = seat
    seat.window.on('focus', () => {
      last = seat
      options.onFront()
    })
    seat.window.on('closed', () => {
      seats[index] = undefined
      if (last === seat) last = undefined
      options.onFront()
    })
    return seat
  }
  const raise = (seat: Seat): Seat => {
    if (seat.window.isMinimized()) seat.window.restore()
    seat.window.show()
    seat.window.focus()
    return seat
  }
  return {
    add,
    front,
    show: () => {
      const there = front()
      return there === undefined ? add() : raise(there)
    },
    forOpening: () => {
      const seat = front()
      if (seat === undefined) return add()
      const empty = seat.isTaken() ? all().find((one) => !one.isTaken()) : seat
      return empty === undefined ? add() : raise(empty)
    },
    of: (contents) => all().find(({ window }) => window.webContents === contents),
    all,
  }
}

function createSeat(options: WindowsOptions, index: number, beside: BrowserWindow | undefined): Seat {
  const { emit, events } = createShellEvents()
  let taken = false
  const { address, preload, icon, crashFolder } = options
  const window = openWindow({
    address,
    preload,
    ...given({ icon }),
    state: windowPlaceOf(options.state(), index, beside?.getNormalBounds()),
    onState: (place) => options.keep(withPlace(options.state(), index, place)),
    // It is watched before anything can fail.
    onFailed: (error) => page.failed(error.message),
  })
  const page = watchPage({ window, crashFolder })
  // A page names in its title what it shows; one that shows nothing is called as the app. Before it has one, its address is told.
  window.webContents.on('page-title-updated', (_event, title, explicit) => {
    if (explicit) taken = title !== 'Relook'
  })
  return {
    window,
    emit: (event) => {
      if (event.type !== 'command') taken = true
      emit(event)
    },
    events,
    alive: page.alive,
    isTaken: () => taken,
    items: [],
  }
}
