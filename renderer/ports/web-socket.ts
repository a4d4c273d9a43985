/** A port over a WebSocket, for the app in a browser. Knows no contract and does not reconnect: the link does that. */
import { Failure } from '../../app/failure'
import type { Port } from '../../app/port'

/** Opens a port; resolves once messages can be sent. @throws Failure `disconnected` when nothing answers. */
export function openWebSocket(address: string, protocols: readonly string[]): Promise<Port> {
  const socket = new WebSocket(address, [...protocols])
  let closed = false
  const closers: (() => void)[] = []
  return new Promise((resolve, reject) => {
    socket.addEventListener('close', () => {
      closed = true
      reject(new Failure('disconnected', 'Relook’s server cannot be reached.'))
      for (const closer of closers) closer()
    })
    socket.addEventListener('open', () =>
      resolve({
        send: (message) => {
          if (!closed) socket.send(JSON.stringify(message))
        },
        onMessage: (listener) =>
          socket.addEventListener('message', (event: MessageEvent<string>) =>
            listener(JSON.parse(event.data) as unknown),
          ),
        onClose: (listener) => {
          if (closed) listener()
          else closers.push(listener)
        },
        close: () => socket.close(),
      }),
    )
  })
}
