/** What the shell tells reaches the window, also when the window comes later. */
import { describe, expect, test } from 'vitest'
import type { ShellEvent } from '../../../app/host'
import { createShellEvents, headlessShell } from '../../../main/shell/shell'

const command = (id: string): ShellEvent => ({ type: 'command', id })

async function take(events: AsyncIterable<ShellEvent>, count: number): Promise<ShellEvent[]> {
  const taken: ShellEvent[] = []
  for await (const event of events) if (taken.push(event) === count) break
  return taken
}

describe('shell events', () => {
  test('wait for the first listener, and reach every listener after that', async () => {
    const { emit, events } = createShellEvents()
    emit(command('early'))
    const { signal } = new AbortController()
    const first = take(events(signal), 2)
    const second = take(events(signal), 1)
    emit(command('late'))
    expect(await first).toEqual([command('early'), command('late')])
    expect(await second).toEqual([command('late')])
  })

  test('wait again when the last listener has left', async () => {
    const { emit, events } = createShellEvents()
    const left = new AbortController()
    const gone = take(events(left.signal), 1)
    left.abort()
    expect(await gone).toEqual([])
    emit(command('between'))
    expect(await take(events(new AbortController().signal), 1)).toEqual([command('between')])
  })

  test('never come from the headless shell, which ends when it is left', async () => {
    const left = new AbortController()
    const heard = take(headlessShell.events(left.signal), 1)
    left.abort()
    expect(await heard).toEqual([])
    expect(await headlessShell.chooseImage()).toBeNull()
  })
})
