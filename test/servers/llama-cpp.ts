/**
 * llama.cpp's `llama-server` as a server to test against, with the tiny model converted by llama.cpp's own converter. It is
 * compiled for half an hour: used where `sh test/servers/set-up.sh llama.cpp` has put it, else it says so.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cache, firstOf, startServer, tinyModel, type ThirdParty } from './third-party'

const folder = () => firstOf(process.env['RELOOK_LLAMA_CPP'], join(cache, 'llama.cpp'))
const program = () => firstOf(join(folder() ?? '', 'build', 'bin', 'llama-server'))
const convert = fileURLToPath(new URL('python/to_gguf.py', import.meta.url))

/** Continues text; its own templates and resizing decide about pictures. */
export const llamaCpp: ThirdParty = {
  name: 'llama.cpp',
  whyNot: () =>
    program() === undefined
      ? 'it is not set up (sh test/servers/set-up.sh llama.cpp; compiles for half an hour)'
      : undefined,
  crops: /./,
  verdicts: { Images: 'yes', Streams: 'yes' },
  start: async () => {
    const model = tinyModel()
    const text = converted(model, 'tiny-qwen.gguf')
    const eyes = converted(model, 'tiny-qwen-mmproj.gguf', '--mmproj')
    const running = await startServer({
      name: 'llama-server',
      command: (port) => [
        program() ?? 'llama-server',
        ...['--model', text, '--mmproj', eyes, '--alias', 'tiny-qwen', '--jinja', '--ctx-size', '8192'],
        ...['--host', '127.0.0.1', '--port', String(port)],
      ],
    })
    return { ...running, model: 'tiny-qwen' }
  },
}

/** A GGUF file of the model beside it. */
function converted(model: string, name: string, ...more: readonly string[]): string {
  const file = join(cache, name)
  const words = [convert, folder() ?? '', model, ...more, '--outtype', 'f32', '--outfile', file]
  const made = spawnSync('python3', words, { encoding: 'utf8', timeout: 240_000 })
  if (made.status !== 0) throw new Error(`The model could not be converted:\n${made.stderr.slice(-2000)}`)
  return file
}
