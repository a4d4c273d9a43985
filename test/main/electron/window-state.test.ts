/** Where a window comes back: on a display that is there, at a size that can be used. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as state from '../../../main/shell/window-state'

const display = { x: 0, y: 0, width: 1920, height: 1080 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }

describe('fitBounds', () => {
  test('keeps a window that fits', () => {
    const bounds = { x: 100, y: 50, width: 1200, height: 800 }
    expect(state.fitBounds(bounds, [display, second])).toEqual(bounds)
  })

  test('keeps it on the display it was mostly on', () => {
    const bounds = { x: 1800, y: 100, width: 1000, height: 800 }
    expect(state.fitBounds(bounds, [display, second])).toEqual({ x: 1920, y: 100, width: 1000, height: 800 })
  })

  test('forgets the place when its display is gone', () => {
    expect(state.fitBounds({ x: 2500, y: 0, width: 800, height: 600 }, [display])).toBeUndefined()
  })

  test('makes it no larger than the display and no smaller than can be used', () => {
    expect(state.fitBounds({ x: -50, y: -50, width: 4000, height: 3000 }, [display])).toEqual(display)
    expect(state.fitBounds({ x: 5, y: 5, width: 20, height: 20 }, [display])).toEqual({
      x: 5,
      y: 5,
      ...state.leastSize,
    })
  })

  test('has nothing to fit at the first start', () => {
    expect(state.fitBounds(undefined, [display])).toBeUndefined()
  })
})

describe('the state file', () => {
  const file = () => join(mkdtempSync(join(tmpdir(), 'relook-state-')), 'deep', 'desktop.json')

  test('comes back as it was written, and leaves no other file', () => {
    const path = file()
    const kept = {
      window: { bounds: { x: 1, y: 2, width: 800, height: 600 }, maximised: true },
      recent: ['/a.png'],
    }
    state.writeDesktopState(path, kept)
    expect(state.readDesktopState(path)).toEqual(kept)
    expect(readdirSync(join(path, '..'))).toEqual(['desktop.json'])
  })

  test.each(['', '{', '[]', '{"window":{"maximised":"yes"},"recent":[]}', '{"window":{"bounds":{"x":0.5}}}'])(
    'is as good as none when it says %s',
    (text) => {
      const path = join(mkdtempSync(join(tmpdir(), 'relook-state-')), 'desktop.json')
      writeFileSync(path, text)
      expect(state.readDesktopState(path)).toEqual({ window: { maximised: false }, recent: [] })
    },
  )
})

test('what is odd in one field costs nobody the others', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'relook-state-')), 'desktop.json')
  const odd = {
    window: { bounds: { x: null, y: null, width: 1440, height: 900 }, maximised: true },
    theme: 'dark',
    updates: 'yes',
    unsandboxed: true,
    recent: 7,
  }
  writeFileSync(path, JSON.stringify(odd))
  expect(state.readDesktopState(path)).toEqual({
    window: { maximised: true },
    theme: 'dark',
    unsandboxed: true,
    recent: [],
  })
})

describe('withRecent', () => {
  test('puts the newest first, once, and keeps ten', () => {
    const many = Array.from({ length: 12 }, (_, i) => `/${i}.png`)
    const kept = many.reduce<readonly string[]>((list, path) => state.withRecent(list, path), [])
    expect(kept).toHaveLength(10)
    expect(state.withRecent(kept, '/5.png').slice(0, 2)).toEqual(['/5.png', '/11.png'])
    expect(state.withRecent(kept, '/5.png')).toHaveLength(10)
  })
})

describe('what is remembered', () => {
  const before = { bounds: { x: 10, y: 20, width: 900, height: 700 }, maximised: false }
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }

  test('is the place before it filled the screen, and that it did', () => {
    const full = state.nextState(before, { bounds: screen, maximised: false, fullScreen: true })
    expect(full).toEqual({ ...before, fullScreen: true })
    const whole = state.nextState(before, { bounds: screen, maximised: true, fullScreen: false })
    expect(whole).toEqual({ bounds: before.bounds, maximised: true })
    // Filled the screen while it was maximised: both are known at the next start.
    const both = state.nextState(whole, { bounds: screen, maximised: false, fullScreen: true })
    expect(both).toEqual({ bounds: before.bounds, maximised: true, fullScreen: true })
  })

  test('is a place for each window; a new one stands beside the one in front', () => {
    const desktop: state.DesktopState = { window: before, recent: [] }
    expect(state.windowPlaceOf(desktop, 0, undefined)).toEqual(before)
    expect(state.windowPlaceOf(desktop, 2, before.bounds).bounds).toMatchObject({ x: 38, y: 48 })
    const kept = state.withPlace(desktop, 2, { bounds: screen, maximised: false })
    expect(kept.others).toEqual([{ maximised: false }, { bounds: screen, maximised: false }])
    expect(state.windowPlaceOf(kept, 2, before.bounds)).toEqual({ bounds: screen, maximised: false })
    expect(kept.window).toEqual(before)
  })
})
