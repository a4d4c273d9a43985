/** Reads the command line, runs the command, sets the exit code. One clear line for what goes wrong. */
import { existsSync } from 'node:fs'
import { toFailureData } from '../../app/failure'
import { version } from '../resources/version'
import { distPath, unpacked } from '../resources/paths'
import { performApart } from './apart'
import { bench } from './bench'
import { overLine, type CliCommand, type Terminal } from './command'
import { evalCommand } from './eval'
import { explain } from './explain'
import { convert, exportCommand } from './convert'
import { looksCommand } from './looks'
import { models } from './models'
import { read } from './read'
import { rewardsCommand } from './rewards'
import { rolloutsCommand } from './rollouts'
import { rerun } from './rerun'
import { run } from './run'
import { scoreCommand } from './score'
import { openCommand, serveCommand } from './serve'
import { serversCommand } from './servers'
import { share } from './share'
import { triageCommand } from './triage'

/** Every command. */
const commands: readonly CliCommand[] = [
  run,
  rerun,
  explain,
  looksCommand,
  triageCommand,
  read,
  convert,
  exportCommand,
  share,
  openCommand,
  serveCommand,
  models,
  serversCommand,
  evalCommand,
  rolloutsCommand,
  scoreCommand,
  rewardsCommand,
  bench,
]

/** Milliseconds a command may take to end once it was asked to. */
const longestEndMs = 4500

/** Ctrl+C, a polite kill, the terminal closed. */
const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs a command line; the process ends by itself afterwards, with the exit code set. */
export async function runCli(words: readonly string[]): Promise<void> {
  const controller = new AbortController()
  const onInterrupt = () => {
    // The second Ctrl+C is meant.
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
    // Whatever still computes by then (native code knows no signal) has nothing to lose: what counts is on the disk.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), longestEndMs).unref()
  }
  for (const name of ending) process.on(name, onInterrupt)
  // The reader of a pipe may leave (`| head`): that is the end of the work, not an error.
  process.stdout.on('error', () => process.exit(0))
  // Nobody reads what went wrong: the work goes on all the same.
  process.stderr.on('error', () => undefined)
  const terminal: Terminal = {
    out: (text) => void process.stdout.write(shownAsText(text)),
    error: (text) => void process.stderr.write(errorAsText(text)),
    signal: controller.signal,
  }
  const file = distPath('main/apart.js')
  const apart = commands.some((command) => command.name === words[0] && command.apart === true)
  // A thread cannot be started from inside a package's archive.
  const code =
    apart && unpacked(file) === file
      ? await performApart(file, words, terminal)
      : await runCommandLine(words, terminal)
  for (const name of ending) process.off(name, onInterrupt)
  process.exitCode = code
}

/**
 * Control characters as JSON writes them: what a model or a file says must not move the cursor, set a title or the clipboard, go back
 * over a line, turn its letters round, or hide itself. Inside of JSON it still means the same.
 */
export function shownAsText(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\r(?!\n)/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The same of what goes to the error stream; progress begins by taking away the line before. */
export function errorAsText(text: string): string {
  return text.startsWith(overLine) ? overLine + shownAsText(text.slice(overLine.length)) : shownAsText(text)
}

/** The same without a process: words in, exit code out. */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = words
  if (name === '--version' || name === '-v') {
    terminal.out(`${version}\n`)
    return 0
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(help())
    return name === undefined ? 1 : 0
  }
  // A file instead of a command: it is opened.
  const isFile = commands.every((c) => c.name !== name) && existsSync(name)
  const command = isFile ? serveCommand : commands.find((c) => c.name === name)
  if (command === undefined) {
    terminal.error(`relook: there is no command “${name}”. See relook --help.\n`)
    return 1
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(helpFor(command))
    return 0
  }
  try {
    return await command.run(isFile ? ['--open', ...words] : rest, terminal)
  } catch (error) {
    const { code, message } = toFailureData(error)
    terminal.error(`relook: ${message.replaceAll('\n', ' ')}\n`)
    return code === 'cancelled' ? 130 : 1
  }
}

function help(): string {
  const list = commands.map((c) => `  relook ${c.usage}\n      ${c.about}\n`).join('')
  return `Relook ${version}: watch a model look again.\n\n${list}\n  relook FILE              open traces or an image in the browser\n  relook COMMAND --help    options of a command\n  relook --version\n`
}

function helpFor(command: CliCommand): string {
  return `relook ${command.usage}\n${command.about}\n\n${command.help.map((h) => `  ${h}\n`).join('')}`
}
