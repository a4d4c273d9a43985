import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { webSocketPort } from '../../../main/ports/http'

/** As much of a socket as the port uses; answers pings only while `answers`. */
class Socket extends EventEmitter {
  readonly OPEN = 1
  readonly CLOSED = 3
  readyState = 1
  answers = true
  terminated = false
  ping() {
    if (this.answers) this.emit('pong')
  }
  terminate() {
    this.terminated = true
    this.emit('close')
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a side that stops answering is noticed; one that answers is left alone', () => {
  const socket = new Socket()
  webSocketPort(socket as unknown as WebSocket)
  vi.advanceTimersByTime(120_000)
  expect(socket.terminated).toBe(false)
  socket.answers = false
  vi.advanceTimersByTime(31_000)
  expect(socket.terminated).toBe(true)
})
