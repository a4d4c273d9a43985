/** A WebSocket as a port, with a heartbeat that notices when the other side is silently gone. Knows no contract. */
import type { WebSocket } from 'ws'
import type { Port } from '../../app/port'

/** Milliseconds between heartbeats; a side that answered none of the last interval is gone. */
const beatMs = 15_000

/** Bytes that may wait for a side to read them. */
const mostUnread = 256 * 2 ** 20

/** The port of a connected WebSocket. Messages are JSON; anything else closes it. */
export function webSocketPort(socket: WebSocket): Port {
  let alive = true
  const beat = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, beatMs)
  beat.unref()
  socket.on('pong', () => (alive = true))
  socket.on('close', () => clearInterval(beat))
  // An error is always followed by `close`, which is what matters.
  socket.on('error', () => socket.terminate())
  return {
    send: (message) => {
      if (socket.readyState !== socket.OPEN) return
      // A window that reads nothing any more (stopped, asleep) must not fill this process: it asks again when it is back.
      if (socket.bufferedAmount > mostUnread) return socket.terminate()
      // Errors of sending are followed by `close`.
      socket.send(JSON.stringify(message), () => undefined)
    },
    onMessage: (listener) => {
      socket.on('message', (data, binary) => {
        alive = true
        const message = binary ? undefined : parsed(String(data))
        if (message === undefined) socket.close(1003, 'JSON only')
        else listener(message.value)
      })
    },
    onClose: (listener) => {
      if (socket.readyState === socket.CLOSED) listener()
      else socket.once('close', listener)
    },
    close: () => socket.close(),
  }
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
