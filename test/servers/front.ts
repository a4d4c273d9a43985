/** A door before a server, as a lab has one: https with a certificate nobody vouches for, and a line that breaks when a test wants. */
import { request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from '../main/servers/certificate'
import type { Running } from './relook-server'

export interface Front extends Running {
  /** Breaks the next streamed answer after so many events; `holds` keeps it open without a word instead. */
  readonly interrupt: (events: number, how: 'breaks' | 'holds') => void
  /** Answers a client left before their end. */
  readonly left: () => number
}

/** Passes everything on to the server at `behind`. */
export async function startFront(behind: string): Promise<Front> {
  let next: { readonly events: number; readonly how: 'breaks' | 'holds' } | undefined
  let left = 0
  const server = createServer(selfSigned, (asked, answer) => {
    const address = new URL(asked.url ?? '/', behind)
    answer.once('close', () => {
      if (!answer.writableFinished) left++
    })
    const passed = request(address, { method: asked.method, headers: asked.headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      const streams = given.headers['content-type']?.includes('event-stream') === true
      const cut = streams ? next : undefined
      if (cut !== undefined) next = undefined
      let open = ''
      let passedOn = 0
      given.on('data', (piece: Buffer) => {
        if (cut === undefined) return void answer.write(piece)
        // By event, not by packet: how many come at once is chance.
        const events = (open + piece.toString('utf8')).split('\n\n')
        open = events.pop() ?? ''
        for (const event of events) {
          if (++passedOn <= cut.events) answer.write(`${event}\n\n`)
          // What was passed on is out first: encryption holds it back for a moment, and a socket that goes takes it along.
          else if (cut.how === 'breaks') return void answer.write(': \n\n', () => destroy(answer))
        }
      })
      given.on('end', () => {
        if (cut?.how !== 'holds') answer.end()
      })
    })
    passed.on('error', () => destroy(answer))
    answer.once('close', () => passed.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    interrupt: (events, how) => (next = { events, how }),
    left: () => left,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** The line goes dead in the middle. */
function destroy(answer: ServerResponse): void {
  answer.socket?.destroy()
}
