/** Forks of a run with the built-in model in its own process, as a person makes them: a region moved, the run gone on from there. */
import { vlmR3 } from '../../app/dialects/vlm-r3'
import { box } from '../../app/geometry/box'
import type { EngineState } from '../../app/host'
import { runLoop } from '../../app/reasoning/loop'
import type { ModelMessage, Model, MessagePart } from '../../app/reasoning/model'
import { defaultSettings } from '../../app/trace/project'
import { createOnnx } from '../../main/models/onnx'
import { createEngine } from '../../main/models/supervisor'
import { startChild } from '../../main/ports/process'
import { residentMb } from '../builders/built'
import { childrenOf } from '../builders/processes'
import { mustCrop } from '../builders/reading'

const modelFolders = [new URL('../../assets/models', import.meta.url).pathname]
const imagePath = new URL('../fixtures/images/page.png', import.meta.url).pathname
const size = { width: 640, height: 480 }

export interface Cycles {
  /** The built inference process. */
  readonly file: string
  readonly n: number
  /** Cycles between two looks. */
  readonly every: number
  /** Whole runs after them, each with a question of its own. */
  readonly runs?: number
  /** Absent: as it is by itself. */
  readonly budget?: number
}

/** What a look found: megabytes of the process, and what it says it holds. */
export interface Look {
  readonly cycle: number
  readonly residentMb: number
  readonly state: EngineState
}

/** Runs them one after the other; gives what was found on the way. */
export async function forkCycles({ file, n, every, runs = 0, ...chosen }: Cycles): Promise<readonly Look[]> {
  const before = childrenOf(process.pid)
  const engine = createEngine({
    start: () => startChild(file),
    modelFolders,
    imagePath: async () => imagePath,
    provider: 'cpu',
    backends: [createOnnx],
    ...chosen,
  })
  try {
    const model = await engine.model('r3-mini')
    const looks: Look[] = []
    const pid = childrenOf(process.pid).find((one) => !before.includes(one))
    for (let cycle = 1; cycle <= n; cycle++) {
      await fork(model, cycle)
      if (cycle % every > 0) continue
      looks.push({ cycle, residentMb: residentMb(pid), state: await stateOf(engine.states) })
    }
    for (let run = 1; run <= runs; run++) {
      await wholeRun(model, run)
      if (run % every > 0) continue
      looks.push({ cycle: n + run, residentMb: residentMb(pid), state: await stateOf(engine.states) })
    }
    return looks
  } finally {
    await engine.close()
  }
}

async function stateOf(states: (signal: AbortSignal) => AsyncIterable<EngineState>): Promise<EngineState> {
  const left = new AbortController()
  for await (const state of states(left.signal)) {
    left.abort()
    return state
  }
  throw new Error('the states ended')
}

/** A question nobody has asked yet, to its answer. */
async function wholeRun(model: Model, run: number): Promise<void> {
  const image = { id: 'page', size }
  const asked = { model, dialect: vlmR3, image, view: vlmR3.overview('page', size, model.info.budgets) }
  const question = `What is the total of table ${run}?`
  let last = 0
  const own = { steps: [], settings: defaultSettings, newId: () => `s${++last}`, now: () => 1 }
  const events = runLoop({ ...asked, ...own, question, top: 5 }, new AbortController().signal)
  for await (const event of events) void event
}

/** Another region and another thought every time, after a beginning that all have in common. */
async function fork(model: Model, cycle: number): Promise<void> {
  const { budgets } = model.info
  const overview = vlmR3.overview('page', size, budgets)
  const [left, top] = [(cycle * 7) % 300, (cycle * 13) % 200]
  const view = mustCrop(
    vlmR3,
    box(left, top, left + 200 + (cycle % 90), top + 150),
    { ...size, id: 'page' },
    budgets,
  )
  const said: MessagePart[] = [
    { type: 'text', text: '<think> The total is small. {"bbox_2d": [31, 58, 222, 181]}\n' },
    { type: 'image', view },
    { type: 'text', text: ` I see ${cycle}.` },
  ]
  const messages: ModelMessage[] = [
    {
      role: 'user',
      parts: [
        { type: 'image', view: overview },
        { type: 'text', text: vlmR3.ask('What is the total?', true) },
      ],
    },
    { role: 'assistant', parts: said },
  ]
  const request = { messages, stop: [], temperature: 0, seed: cycle, maxTokens: 12, top: 5, reuse: true }
  for await (const event of model.generate(request, new AbortController().signal)) void event
}
