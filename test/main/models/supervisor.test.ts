/** The inference process as a real child process: it works, it dies, and the next run works. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { EngineState } from '../../../app/host'
import { connect, type Port } from '../../../app/port'
import type { GenerateEvent, GenerateRequest, Model } from '../../../app/reasoning/model'
import type { Engine, EngineProcess } from '../../../main/models/engine'
import { engineContract } from '../../../main/models/engine-contract'
import { createOnnx } from '../../../main/models/onnx'
import { createEngine } from '../../../main/models/supervisor'
import { buildWorker, createStarter } from './built-worker'
import { asked, imagePath, modelFolder } from './onnx/support'
import { pause } from '../../../app/async'
import { testFolder } from '../../builders/folder'
import { timeOf, until } from '../../builders/wait'

let file: string
beforeAll(async () => {
  process.env['RELOOK_TEST_CRASH'] = '1'
  file = await buildWorker()
}, 60_000)

const open: Engine[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((e) => e.close()))
})

function engineWith(start = createStarter(file).start, modelFolders = [join(modelFolder, '..')]): Engine {
  const engine = createEngine({
    start,
    modelFolders,
    imagePath: async () => imagePath,
    provider: 'auto',
    backends: [createOnnx],
  })
  open.push(engine)
  return engine
}

async function request(maxTokens: number): Promise<GenerateRequest> {
  return { messages: await asked(), stop: [], temperature: 0, seed: 0, maxTokens, top: 0, reuse: true }
}

async function run(model: Model, maxTokens: number, each?: (event: GenerateEvent) => void): Promise<number> {
  let tokens = 0
  for await (const event of model.generate(await request(maxTokens), new AbortController().signal)) {
    if (event.type === 'token') tokens++
    each?.(event)
  }
  return tokens
}

/** The state once it is ready for the wanted provider. */
async function ready(engine: Engine, wanted = 'auto'): Promise<EngineState> {
  const controller = new AbortController()
  for await (const state of engine.states(controller.signal)) {
    if (state.type !== 'ready' || state.wanted !== wanted) continue
    controller.abort()
    return state
  }
  throw new Error('the states ended')
}

test('starts by itself and says what it computes on', async () => {
  const state = await ready(engineWith())
  expect(state).toMatchObject({ provider: 'cpu', wanted: 'auto' })
  expect(state.type === 'ready' && state.available.at(-1)).toBe('cpu')
})

test('runs the built-in model and shows its exact prompt', async () => {
  const engine = engineWith()
  const [info] = await engine.models()
  expect(info).toMatchObject({ id: 'r3-mini', dialect: 'vlm-r3' })
  const model = await engine.model('r3-mini')
  expect(await run(model, 5)).toBe(5)
  const parts = await model.prompt(await asked())
  expect(parts.map((p) => p.type)).toEqual(['text', 'image', 'text'])
  expect(parts[0]).toMatchObject({ text: expect.stringMatching(/<\|im_start\|>user\n<\|vision_start\|>$/) })
  expect(parts[2]).toMatchObject({ text: expect.stringMatching(/<\|im_start\|>assistant\n$/) })
})

test.each([
  ['aborts', (starter: ReturnType<typeof createStarter>) => crash(starter)],
  ['is killed', (starter: ReturnType<typeof createStarter>) => starter.started.at(-1)?.kill()],
])('says so when the process %s during a run, and the next run works', async (_, end) => {
  const starter = createStarter(file)
  const engine = engineWith(starter.start)
  const model = await engine.model('r3-mini')
  const seen: EngineState['type'][] = []
  const watching = new AbortController()
  void (async () => {
    for await (const state of engine.states(watching.signal)) seen.push(state.type)
  })()
  let ended = false
  const failing = run(model, 400, (event) => {
    if (event.type === 'token' && !ended) {
      ended = true
      end(starter)
    }
  })
  await expect(failing).rejects.toMatchObject({
    code: 'engine-died',
    message: expect.stringMatching(/^The inference process stopped \(.+\)\. Your work is kept; run again\.$/),
  })
  expect(await run(model, 4)).toBe(4)
  expect(starter.started).toHaveLength(2)
  watching.abort()
  expect(seen).toEqual(expect.arrayContaining(['ready', 'died', 'starting']))
})

/** Asks the running process to abort itself, through a second client on the same port. */
function crash(starter: ReturnType<typeof createStarter>): void {
  const child = starter.started.at(-1)
  if (child === undefined) throw new Error('nothing runs')
  const { send } = child.port
  send({ t: 'ask', id: -1, name: 'crash', input: {} })
}

test('refuses to abort outside of tests', async () => {
  process.env['RELOOK_TEST_CRASH'] = '0'
  const child = createStarter(file).start()
  const client = connect(engineContract, child.port)
  await expect(client.crash({})).rejects.toMatchObject({ code: 'denied' })
  child.kill()
  process.env['RELOOK_TEST_CRASH'] = '1'
})

test('runs two requests one after the other and says that the second waits', async () => {
  // In the order the messages come out of the process: many may lie in the pipe at once, and then the reader of the shorter
  // run is through first, whatever came first.
  const order: string[] = []
  const model = await engineWith(tapped(createStarter(file), (event) => order.push(event))).model('r3-mini')
  await run(model, 1)
  order.length = 0
  let second: Promise<number> | undefined
  // Asked while the first has begun for certain: two at once may reach the process in either order.
  await run(model, 400, () => {
    second ??= run(model, 3)
  })
  await second
  const [earlier = 0, later = 0] = [...new Set(order.map((event) => parseInt(event)))].sort((a, b) => a - b)
  expect(order).toEqual([`${later} queue`, `${earlier} end`, `${later} end`])
})

/** Processes whose messages are listened to: the waits and ends of each generation, with the number it was asked under. */
function tapped(starter: ReturnType<typeof createStarter>, tell: (event: string) => void) {
  return (): EngineProcess => {
    const child = starter.start()
    const onMessage: Port['onMessage'] = (listener) =>
      child.port.onMessage((message) => {
        const { id, value } = message as { id: number; value?: GenerateEvent }
        if (value?.type === 'phase' && value.phase.name === 'queue') tell(`${id} queue`)
        if (value?.type === 'end') tell(`${id} end`)
        listener(message)
      })
    return { ...child, port: { ...child.port, onMessage } }
  }
}

test('shows a prompt while a run goes on', async () => {
  const model = await engineWith().model('r3-mini')
  await run(model, 1)
  const order: string[] = []
  const long = run(model, 400).then(() => order.push('run'))
  await model.prompt(await asked())
  order.push('prompt')
  await long
  expect(order).toEqual(['prompt', 'run'])
})

test('stops a run when its reader leaves, so that the next one need not wait', async () => {
  const model = await engineWith().model('r3-mini')
  for await (const event of model.generate(await request(3000), new AbortController().signal)) {
    if (event.type === 'token') break
  }
  // Compared with a tenth of what was left: a busy machine slows down both.
  const wait = await timeOf(() => run(model, 1))
  expect(wait).toBeLessThan(await timeOf(() => run(model, 300)))
})

/** The built-in model with one of its files replaced, as `evil` beside the whole one. */
async function besideEvil(name: string, content: string | Buffer): Promise<string> {
  const folder = testFolder()
  for (const one of ['r3-mini', 'evil']) await cp(modelFolder, join(folder, one), { recursive: true })
  await writeFile(join(folder, 'evil', name), content)
  const about = join(folder, 'evil/relook.json')
  const facts = JSON.parse(await readFile(about, 'utf8')) as object
  await writeFile(about, JSON.stringify({ ...facts, id: 'evil' }))
  return folder
}

test('a model that does not stop is ended with its process, says so, and the built-in one runs at once', async () => {
  const loop = await readFile(new URL('../../fixtures/hostile/loop-embed.onnx', import.meta.url))
  const starter = createStarter(file)
  const engine = engineWith(starter.start, [await besideEvil('onnx/embed_tokens.onnx', loop)])
  const model = await engine.model('evil')
  const controller = new AbortController()
  const running = (async () => {
    for await (const _ of model.generate(await request(5), controller.signal)) void _
  })()
  running.catch(() => undefined)
  await pause(4000)
  const stopped = performance.now()
  controller.abort()
  await expect(running).rejects.toMatchObject({
    code: 'cancelled',
    message: expect.stringMatching(/did not stop within 2 s.*next run works/),
  })
  // eslint-disable-next-line no-restricted-syntax -- two seconds by the clock are the promise
  expect(performance.now() - stopped).toBeLessThan(6000)
  expect(await run(await engine.model('r3-mini'), 2)).toBe(2)
  expect(starter.started).toHaveLength(2)
})

test('a template that loops is told of, and the process goes on', async () => {
  const loops = '{% for a in range(1000) %}'.repeat(5) + 'x' + '{% endfor %}'.repeat(5)
  const starter = createStarter(file)
  const engine = engineWith(starter.start, [await besideEvil('chat_template.jinja', loops)])
  await expect(run(await engine.model('evil'), 2)).rejects.toMatchObject({
    code: 'model-unavailable',
    message: expect.stringMatching(/^The chat template of this model cannot be used: it (takes|took)/),
  })
  expect(await run(await engine.model('r3-mini'), 2)).toBe(2)
  expect(starter.started).toHaveLength(1)
})

test('falls back to the processor with a reason when the wanted provider cannot be used', async () => {
  const engine = engineWith()
  await engine.setProvider('cuda')
  const state = await ready(engine, 'cuda')
  expect(state).toMatchObject({
    provider: 'cpu',
    wanted: 'cuda',
    note: expect.stringMatching(/^CUDA cannot be used/),
  })
  expect(await run(await engine.model('r3-mini'), 2)).toBe(2)
})

test('names the model file and the input that does not fit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'relook-models-'))
  const broken = join(folder, 'broken')
  await cp(modelFolder, broken, { recursive: true })
  await cp(join(modelFolder, 'onnx/embed_tokens.onnx'), join(broken, 'onnx/decoder_model_merged.onnx'))
  const model = await engineWith(undefined, [folder]).model('r3-mini')
  await expect(run(model, 1)).rejects.toMatchObject({
    code: 'model-unavailable',
    message: 'decoder_model_merged.onnx: the input “input_ids” is not known.',
  })
  await writeFile(join(broken, 'onnx/decoder_model_merged.onnx'), 'not a graph')
  await expect(run(model, 1)).rejects.toMatchObject({
    code: 'model-unavailable',
    message: expect.stringMatching(/^R3 mini cannot be loaded/),
  })
  await rm(folder, { recursive: true })
})

test('says that a model is not there', async () => {
  await expect(engineWith().model('nothing')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('Unknown model “nothing”. Available: '),
  })
})

test('a limit of what is kept counts for the next process, too', async () => {
  const starter = createStarter(file)
  const engine = engineWith(starter.start)
  const limitOf = (state: EngineState) =>
    state.type !== 'ready' || state.memory.automatic ? 'automatic' : state.memory.limit
  // What the process says comes a moment after its answer.
  const comes = (limit: unknown) =>
    until(async () => limitOf(await ready(engine)) === limit, `limit ${limit}`)
  await comes('automatic')
  await engine.setBudget(30e6)
  await comes(30e6)
  const died = new Promise((resolve) => starter.started.at(-1)?.onExit(resolve))
  starter.started.at(-1)?.kill()
  await died
  expect(await run(await engine.model('r3-mini'), 3)).toBe(3)
  await comes(30e6)
  await engine.setBudget(undefined)
  await comes('automatic')
})
