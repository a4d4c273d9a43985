/** `relook serve --openai` as a process of its own: the built-in model behind OpenAI's API. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Running {
  /** Base address, ending in /v1. */
  readonly url: string
  readonly stop: () => Promise<void>
}

const cli = fileURLToPath(new URL('../../dist/main/cli.js', import.meta.url))

/** Starts it on a free port. */
export async function startRelook(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const data = mkdtempSync(join(tmpdir(), 'relook-serve-'))
  const child = spawn(process.execPath, [cli, 'serve', '--openai', '--port', '0'], {
    env: { ...process.env, RELOOK_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    const read = (text: string) => {
      output += text
      const found = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(output)
      if (found !== null) resolve(found[0])
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.once('exit', (code) => reject(new Error(`serve --openai ended (${code}):\n${output}`)))
  })
  return {
    url,
    stop: async () => {
      const gone = new Promise<void>((done) => child.once('exit', () => done()))
      child.kill('SIGTERM')
      await gone
      rmSync(data, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
