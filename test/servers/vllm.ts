/**
 * vLLM on the processor as a server to test against. It is several gigabytes: used where `sh test/servers/set-up.sh vllm`
 * has put it or `RELOOK_VLLM` names a Python that has it, else it says so.
 */
import { join } from 'node:path'
import {
  cache,
  emptyHome,
  firstOf,
  hasModules,
  pythonPath,
  startServer,
  tinyModel,
  type ThirdParty,
} from './third-party'

const python = () => firstOf(process.env['RELOOK_VLLM'], join(cache, 'vllm', 'bin', 'python'))

/** Continues turns with pictures in them, keeps stop texts, reports what it had cached. */
export const vllm: ThirdParty = {
  name: 'vLLM',
  whyNot: () => {
    const found = python()
    if (found === undefined) return 'it is not set up (sh test/servers/set-up.sh vllm; several gigabytes)'
    return hasModules(found, 'vllm') ? undefined : `${found} has no vllm`
  },
  crops: /into the model’s own turn, as it was trained/,
  verdicts: {
    Images: 'yes',
    'Keeps image sizes': 'yes',
    Streams: 'yes',
    'Stop texts': 'yes',
    'Token probabilities': 'yes',
    'Alternatives per token': 'yes',
    'Continues a turn': 'yes',
    'Images inside a turn': 'yes',
    'Reports its cache': 'yes',
    Seed: 'yes',
  },
  start: async () => {
    const model = tinyModel(python())
    const name = 'tiny-qwen'
    const running = await startServer({
      name: 'vLLM',
      // As `vllm serve` does; builds for the processor are packaged under another name, which that program looks up.
      command: (port) => [
        ...([python() ?? 'python3', '-m', 'vllm.entrypoints.openai.api_server'] as const),
        ...['--model', model, '--served-model-name', name, '--host', '127.0.0.1', '--port', String(port)],
        ...['--dtype', 'float32', '--max-model-len', '8192', '--enforce-eager'],
        ...['--limit-mm-per-prompt', '{"image": 8}', '--enable-prompt-tokens-details'],
        ...['--enable-auto-tool-choice', '--tool-call-parser', 'hermes'],
      ],
      env: {
        HF_HUB_OFFLINE: '1',
        HF_HOME: emptyHome(),
        PYTHONPATH: pythonPath,
        // Gigabytes for what is kept of contexts.
        VLLM_CPU_KVCACHE_SPACE: '1',
        VLLM_NO_USAGE_STATS: '1',
      },
    })
    return { ...running, model: name }
  },
}
