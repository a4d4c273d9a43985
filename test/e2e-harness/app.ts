/**
 * Opens the built app in a real Chromium: starts the headless server as a process of its own on a data folder of its own,
 * and a page on it. Watches for errors nobody asked about.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { childrenOf, commandOf } from '../builders/processes'
import { launchChromium } from './chromium'

/** How to open the app. */
export interface AppOptions {
  /** For the scripted model: a path, or what the file is to hold. */
  readonly script?: string | object
  /** Data folder; a temporary one by default, removed at the end. */
  readonly data?: string
  /** More words for the server, e.g. `--open FILE`. */
  readonly args?: readonly string[]
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  /** Pixels per CSS pixel, for screenshots. */
  readonly scale?: number
  /** More environment for the server. */
  readonly env?: Readonly<Record<string, string>>
}

/** The app, open. */
export interface OpenApp {
  readonly page: Page
  /** Address with its token. */
  readonly url: string
  /** Data folder. */
  readonly data: string
  /** Errors of the page so far: exceptions, console errors, requests that failed or were refused. */
  readonly errors: string[]
  /** Closes page and server. @throws when the page saw an error. */
  readonly stop: () => Promise<void>
  /** Ends the server as a power cut would, and closes the page. */
  readonly kill9: () => Promise<void>
  /** Sends a signal to the inference process. */
  readonly signalEngine: (signal: NodeJS.Signals) => void
  /** Ends the inference process with a signal. */
  readonly killEngine: (signal: NodeJS.Signals) => void
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const entry = join(root, 'dist', 'main', 'server.js')

/** Opens the built app. @throws when it is not built or the server does not start. */
export async function openApp(options: AppOptions = {}): Promise<OpenApp> {
  if (!existsSync(entry)) throw new Error('Relook is not built: run `node scripts/build.mjs` first.')
  const scratch = mkdtempSync(join(tmpdir(), 'relook-e2e-'))
  const data = options.data ?? join(scratch, 'data')
  const server = spawn(process.execPath, [entry, '--port', '0', ...(options.args ?? [])], {
    env: { ...process.env, ...options.env, RELOOK_DATA: data, ...scriptEnv(options.script, scratch) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let browser: Browser | undefined
  try {
    const url = await addressOf(server)
    browser = await launchChromium()
    const { page, errors, expectLoss } = await openPage(browser, url, options)
    return control({ page, errors, expectLoss, browser, server, url, data, scratch })
  } catch (error) {
    await browser?.close()
    server.kill('SIGKILL')
    throw error
  }
}

interface Parts extends Pick<OpenApp, 'page' | 'url' | 'data' | 'errors'> {
  readonly browser: Browser
  readonly server: ChildProcess
  readonly scratch: string
  /** From now on a lost connection is no error. */
  readonly expectLoss: () => void
}

function control({ page, url, data, errors, browser, server, scratch, expectLoss }: Parts): OpenApp {
  const end = async (signal: NodeJS.Signals) => {
    expectLoss()
    if (signal === 'SIGKILL') await gone(server, signal)
    await browser.close()
    await gone(server, signal)
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  }
  const stop = async () => {
    const seen = [...errors]
    await end('SIGTERM')
    if (seen.length > 0) throw new Error(`The page saw errors:\n${seen.join('\n')}`)
  }
  const signalEngine = (signal: NodeJS.Signals) => {
    const children = childrenOf(server.pid).filter((pid) => commandOf(pid).includes('worker.js'))
    for (const child of children) process.kill(child, signal)
  }
  return {
    page,
    url,
    data,
    errors,
    stop,
    kill9: () => end('SIGKILL'),
    signalEngine,
    killEngine: signalEngine,
  }
}

async function openPage(browser: Browser, url: string, options: AppOptions) {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.theme ?? 'light',
    deviceScaleFactor: options.scale ?? 1,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const errors: string[] = []
  let lossExpected = false
  const note = (text: string) => {
    if (!lossExpected) errors.push(text)
  }
  page.on('pageerror', (error) => note(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`)
  })
  await page.goto(url)
  return { page, errors, expectLoss: () => void (lossExpected = true) }
}

/** The address the server prints. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (text: string) => {
      output += text
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(output)
      if (found !== null) resolve(found[0])
    }
    server.stdout?.setEncoding('utf8').on('data', read)
    server.stderr?.setEncoding('utf8').on('data', read)
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`The server ended (exit code ${code}):\n${output}`)))
    const late = () => reject(new Error(`The server printed no address in 60 s:\n${output}`))
    AbortSignal.timeout(60_000).addEventListener('abort', late)
  })
}

function scriptEnv(script: AppOptions['script'], scratch: string): Record<string, string> {
  if (script === undefined) return {}
  if (typeof script === 'string') return { RELOOK_SCRIPT: script }
  const file = join(scratch, 'script.json')
  writeFileSync(file, JSON.stringify(script))
  return { RELOOK_SCRIPT: file }
}

function gone(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    server.once('exit', () => resolve())
    server.kill(signal)
    // A server that does not end within ten seconds is a failure of its own, but must not hang the suite.
    AbortSignal.timeout(10_000).addEventListener('abort', () => server.kill('SIGKILL'))
  })
}
