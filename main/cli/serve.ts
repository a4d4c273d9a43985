/** `relook serve`: the app for a browser, on this machine or through a tunnel. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { onAbort } from '../../app/async'
import { given } from '../../app/given'
import { passPath, startServer, type RunningServer, type ServerOptions } from '../http/server'
import { dataFolderOf } from '../services'
import { catchStrays } from '../shell/strays'
import { HeldFailure } from '../store/lock'
import { startOpenaiServer } from '../openai-server/server'
import type { CliCommand, Terminal } from './command'
import { scriptFromEnvironment, withServices } from './ephemeral'
import { readWords } from './values'

/** Serves until Ctrl+C. */
export const serveCommand: CliCommand = {
  name: 'serve',
  usage: 'serve [FILE …] [--port N] [--open] [--data FOLDER] | serve --openai [--port N]',
  about: 'Serve the app on 127.0.0.1; from afar: ssh -L 8899:127.0.0.1:8899 MACHINE.',
  help: [
    'FILE            traces or an image to open, or a folder of them; images are found below it',
    '--port N        listen on this port (8899, or any free one when that is taken)',
    '--open          open it in the browser',
    '--openai        instead of the app: /v1/chat/completions and /v1/models of the models here, for other tools',
    '                (port 8900; a key is asked for when RELOOK_OPENAI_KEY is set)',
    '--data FOLDER   where projects are kept (else RELOOK_DATA, else the usual place)',
  ],
  run: async (words, terminal) => {
    const { out } = terminal
    const options = { texts: ['port', 'data'], flags: ['open', 'openai'] } as const
    const { places, text, whole, is } = readWords(words, options)
    const port = whole('port', [0, 65535])
    const data = text('data')
    if (is('openai')) return serveOpenai(port, terminal)
    const settings = {
      dataFolder: data === undefined ? dataFolderOf(process.env) : resolve(data),
      report: (message: string) => terminal.error(`${message}\n`),
      open: places,
      forWindow: true,
      ...scriptFromEnvironment(),
      ...given({ port }),
    }
    const server = await start(settings, is('open'), out)
    if (server === undefined) return 0
    out(`Relook is at ${server.url}\n`)
    if (is('open')) await openBrowser(server.passing(), out)
    await ended(terminal)
    await server.close()
    return 0
  },
}

/** The same with a file, in the browser. */
export const openCommand: CliCommand = {
  name: 'open',
  usage: 'open FILE …',
  about: 'Open traces, an image or a .relook file in the browser.',
  help: serveCommand.help,
  run: (words, terminal) => serveCommand.run(['--open', ...words], terminal),
}

/** The models here for other tools, until Ctrl+C. Images that are sent are kept no longer than it runs. */
async function serveOpenai(port: number | undefined, terminal: Terminal): Promise<number> {
  const key = process.env['RELOOK_OPENAI_KEY']
  return withServices(terminal, {}, async ({ engine, store }) => {
    const server = await startOpenaiServer({
      engine,
      addImage: (bytes) => store.images.add(bytes, 'request'),
      ...given({ port, key: key || undefined }),
    })
    terminal.out(`Models are at ${server.url}\n`)
    await ended(terminal)
    await server.close()
    return 0
  })
}

/** Until Ctrl+C; an error that nobody took is told meanwhile and ends nothing. */
async function ended({ error, signal }: Terminal): Promise<void> {
  await new Promise<void>((done) => {
    const letGo = catchStrays((message) => error(`${message}\n`), done)
    onAbort(signal, done)
    // Closing may have its strays, too: listened to until the process is over.
    process.once('exit', letGo)
  })
}

/** Starts; or, asked to open what already runs on the same data, opens that. */
async function start(
  options: ServerOptions,
  open: boolean,
  out: (text: string) => void,
): Promise<RunningServer | undefined> {
  try {
    return await startServer(options)
  } catch (error) {
    if (!open || !(error instanceof HeldFailure) || error.address === undefined) throw error
    out(`Relook is already running at ${error.address}\n`)
    await openBrowser(await passingAt(error.address), out)
    return undefined
  }
}

/** An address of the server that runs there which opens once; its own where it gives none (an earlier version). */
async function passingAt(address: string): Promise<string> {
  const { origin, hash } = new URL(address)
  const token = new URLSearchParams(hash.slice(1)).get('token')
  const asked = { method: 'POST', headers: { authorization: `Bearer ${token}` } }
  const answer = await fetch(new URL(passPath, origin), asked).catch(() => undefined)
  return answer?.ok === true ? `${origin}/#token=${await answer.text()}` : address
}

/** Opens an address in the person's browser, where there is a way to. */
async function openBrowser(url: string, out: (text: string) => void): Promise<void> {
  const byHand = () => out('No browser could be opened from here: open the address above in one.\n')
  const screen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']
  if (process.platform === 'linux' && screen === undefined && process.env['BROWSER'] === undefined)
    return byHand()
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['explorer.exe', url]
        : [process.env['BROWSER'] ?? 'xdg-open', url]
  await new Promise<void>((done) => {
    const child = spawn(program ?? 'xdg-open', words, { stdio: 'ignore', detached: true })
    child.once('error', () => {
      byHand()
      done()
    })
    // A launcher that finds no browser says so by its exit code, a moment later.
    child.once('exit', (code) => {
      if (code !== 0 && process.platform !== 'win32') byHand()
    })
    child.once('spawn', () => {
      child.unref()
      done()
    })
  })
}
