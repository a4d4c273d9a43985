import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, onTestFinished } from 'vitest'
import { testFolder } from '../../builders/folder'
import { testNeeding } from '../../builders/needs'

const root = fileURLToPath(new URL('../../..', import.meta.url))

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--if-needed'], { cwd: root })
  if (status !== 0) throw new Error(String(stderr))
}, 120_000)

/** What a start prints until its address is there and a moment after. */
async function start(words: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...words, '--port', '0'], {
    cwd: root,
    env: { ...env, RELOOK_DATA: testFolder() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()))
  await expect.poll(() => said, { timeout: 20_000 }).toContain('open the address above')
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  return said
}

/** No screen, so no browser can open: the address is what is left. */
function withoutScreen(): NodeJS.ProcessEnv {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _w, BROWSER: _b, ...rest } = process.env
  return rest
}

const linux = { what: 'a system on which no display means no browser', met: process.platform === 'linux' }

const address = /^Relook is at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+\nNo browser could be opened/

testNeeding(linux, 'a start with nothing changed installs and builds nothing', async () => {
  expect(await start(['--web'], withoutScreen())).toMatch(address)
})

testNeeding(linux, 'without Electron it says so in one line and opens the rest', async () => {
  const [first = '', ...rest] = (await start([], withoutScreen())).split('\n')
  expect(first).toBe(
    "Electron's binary is not available (there is no display): opening Relook in the browser instead.",
  )
  expect(rest.join('\n')).toMatch(address)
})
