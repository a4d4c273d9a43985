/** A browser of this machine, found and run without a window for one page. Knows no film. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { Failure } from '../../app/failure'
import { resourcePath } from '../resources/paths'

/** Characters of its last words that are kept. */
const saidLimit = 2000

/** A browser that runs. */
export interface HeadlessBrowser {
  /** How it ended. */
  readonly ended: Promise<string>
  /** Ends it; resolves when it is gone. */
  readonly close: () => Promise<void>
}

/**
 * The path of Chromium, Chrome or Edge: what the environment's `CHROMIUM` says, else where this system puts one.
 * @throws Failure `not-found` with what to do.
 */
export function findBrowser(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const given = env['CHROMIUM']
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given
    throw new Failure('not-found', `CHROMIUM says ${given}, but there is no such file.`)
  }
  // A file of ours, which scripts/chromium.mjs reads too.
  const places = JSON.parse(readFileSync(resourcePath('browsers.json'), 'utf8')) as Readonly<
    Record<string, readonly string[]>
  >
  const found = (places[platform] ?? []).find((path) => existsSync(path))
  if (found !== undefined) return found
  throw new Failure(
    'not-found',
    'MP4 and WebM are encoded by a browser, and no Chromium, Chrome or Edge is found here. Install one, or say where it is (CHROMIUM=/path/to/it), or make a GIF (--as gif), which needs none.',
  )
}

/** Opens an address in it. `profile`: a folder of its own, empty. */
export function openHeadless(browser: string, address: string, profile: string): HeadlessBrowser {
  const child = spawn(browser, [...argumentsFor(profile), address], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl+C in a terminal goes to the whole group; whoever opened it ends it.
    detached: process.platform !== 'win32',
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-saidLimit)))
  const ended = new Promise<string>((done) => {
    child.on('error', (error) => done(error.message))
    child.on('exit', (code, signal) => done(`${signal ?? `exit code ${code}`}\n${said}`.trimEnd()))
  })
  return {
    ended,
    close: async () => {
      end(child)
      await ended
    },
  }
}

/** With the processes it has started, where those are a group. */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // They are gone already.
  }
}

function argumentsFor(profile: string): readonly string[] {
  // As root it refuses to start with its own sandbox. It is shown nothing but our own page and pixels that were decoded before.
  const root = process.platform === 'linux' && process.getuid?.() === 0
  return [
    '--headless=new',
    `--user-data-dir=${profile}`,
    ...(root ? ['--no-sandbox'] : []),
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-extensions',
    '--disable-sync',
    '--disable-component-update',
    '--disable-background-networking',
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--mute-audio',
  ]
}
