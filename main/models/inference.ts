/**
 * The inference process's work: one model in memory, one generation at a time, in the order they were asked for. Knows
 * no process and no port.
 */
import { given } from '../../app/given'
import { createObservable, createSemaphore, deferred, type Deferred, type Observable } from '../../app/async'
import type { Implementation } from '../../app/contract'
import { Failure } from '../../app/failure'
import type { EngineState, Provider } from '../../app/host'
import type { GenerateEvent } from '../../app/reasoning/model'
import type { engineContract } from './engine-contract'
import { createIdle } from './idle'
import { createBudget, type Budget } from './onnx/budget'
import {
  loadModel,
  openText,
  smallModelBytes,
  usualBudget,
  type LoadedModel,
  type TextSide,
} from './onnx/load'
import { readManifest, type Manifest } from './onnx/manifest'
import { estimateOf, judge, thisMachine } from './onnx/estimate'
import { firstLine } from './onnx/self-test'
import { availableRunners, chooseRunner, processor, type Choice } from './onnx/providers'

type Ready = Extract<EngineState, { type: 'ready' }>

interface Slot {
  readonly folder: string
  readonly budget: Budget
  /** What it may keep where nobody says otherwise. */
  readonly usual: number
  readonly choice: Choice
  readonly model: LoadedModel
}

/** Implements the engine contract over ONNX models. */
export function createInference(crash: () => void): Implementation<typeof engineContract> {
  const available = availableRunners()
  let wanted: Provider = 'auto'
  let choosing: Promise<Choice> | undefined
  let states: Observable<Ready> | undefined
  let slot: Slot | undefined
  /** Bytes that may be kept; undefined: as the model needs. */
  let budgetBytes: number | undefined
  let text: { readonly folder: string; readonly side: Promise<TextSide> } | undefined
  const turn = createSemaphore(1)
  /** Generations under way, and their ends. */
  const going = new Map<number, Deferred<void>>()
  const idle = createIdle(() => void turn.use(unload))

  /** Drivers are not touched before they are needed: `auto` stays with the processor until a large model is loaded. */
  const choose = () => (choosing ??= chooseRunner(wanted, available))
  const first = async () => (wanted === 'auto' ? processor : choose())
  const state = (choice: Choice): Ready => ({
    type: 'ready',
    provider: choice.runner,
    available,
    wanted,
    idleMinutes: idle.minutes(),
    memory: memoryOf(slot, budgetBytes),
    ...given({ note: choice.note }),
  })
  const announce = (choice: Choice) => {
    const next = state(choice)
    if (states === undefined) states = createObservable(next)
    else if (JSON.stringify(states.get()) !== JSON.stringify(next)) states.set(next)
    return states
  }
  const unload = async () => {
    const old = slot
    slot = undefined
    await old?.model.dispose()
    if (old !== undefined) announce(old.choice)
  }
  /** The text side of the model asked for last; a vocabulary is too large to be kept for many. */
  const textOf = async (folder: string): Promise<TextSide> => {
    if (text?.folder !== folder) text = { folder, side: readManifest(folder).then(openText) }
    try {
      return await text.side
    } catch (error) {
      text = undefined
      throw error
    }
  }
  /** Small models run best on the processor: the way to a graphics card and back costs more than it brings. */
  const choiceFor = async ({ info }: Manifest): Promise<Choice> => {
    if (wanted !== 'auto' || info.bytes >= smallModelBytes) return choose()
    if (available.length === 1) return processor
    return { ...processor, note: `${info.name} is small and runs fastest on the processor.` }
  }
  const load = async (folder: string): Promise<LoadedModel> => {
    if (slot?.folder === folder) return slot.model
    const manifest = await readManifest(folder)
    const wished = await choiceFor(manifest)
    await unload()
    const remark = judge(manifest.info.name, await estimateOf(manifest, wished.runner), await thisMachine())
    const choice =
      remark === undefined ? wished : { ...wished, note: [wished.note, remark].filter(Boolean).join(' ') }
    const usual = usualBudget(manifest)
    const budget = createBudget(budgetBytes ?? usual)
    const taken = await loadWithFallback(manifest, choice, { text: await textOf(folder), budget })
    slot = { folder, budget, usual, ...taken }
    announce(taken.choice)
    return taken.model
  }

  return {
    state: async function* ({ provider, idleMinutes, budget }, signal) {
      wanted = provider
      budgetBytes = budget
      idle.set(idleMinutes)
      yield* (states ?? announce(await first())).follow(signal)
    },
    setProvider: ({ provider }) =>
      turn.use(async () => {
        wanted = provider
        choosing = undefined
        await unload()
        announce(await first())
      }),
    setIdle: async ({ minutes }) => {
      idle.set(minutes)
      announce(slot?.choice ?? (await first()))
    },
    setBudget: async ({ bytes }) => {
      budgetBytes = bytes
      slot?.budget.setLimit(bytes ?? slot.usual)
      announce(slot?.choice ?? (await first()))
    },
    generate: async function* ({ run, folder, request, paths }, signal) {
      const ending = deferred()
      going.set(run, ending)
      if (turn.busy()) yield { type: 'phase', phase: { name: 'queue' } } satisfies GenerateEvent
      const rest = idle.use()
      let release: () => void = () => undefined
      try {
        release = await turn.take(signal)
        if (slot?.folder !== folder) yield { type: 'phase', phase: { name: 'load' } } satisfies GenerateEvent
        const model = await load(folder)
        yield* model.generate(request, paths, signal)
      } catch (error) {
        // Whatever the runtime throws; what is ours already says what to do.
        if (error instanceof Failure) throw error
        throw new Failure('model-failed', `The model failed: ${firstLine(error)}`, String(error))
      } finally {
        if (slot !== undefined) announce(slot.choice)
        release()
        rest()
        going.delete(run)
        ending.resolve()
      }
    },
    over: ({ run }) => going.get(run)?.promise ?? Promise.resolve(),
    // Not in turn: a prompt is shown while a run goes on.
    prompt: async ({ folder, messages }) => (await textOf(folder)).prompt(messages),
    crash: async () => {
      if (process.env['RELOOK_TEST_CRASH'] !== '1') throw new Failure('denied', 'Crashing is for tests only.')
      crash()
    },
  }
}

/** What people are told: the limit, and what is held, in whole megabytes so that it is news only when it is. */
function memoryOf(slot: Slot | undefined, budgetBytes: number | undefined): Ready['memory'] {
  const megabytes = (bytes: number) => Math.round(bytes / 1e6) * 1e6
  const { snapshots, features, pixels } = slot?.model.held() ?? { snapshots: 0, features: 0, pixels: 0 }
  return {
    automatic: budgetBytes === undefined,
    ...given({ limit: budgetBytes ?? slot?.usual }),
    snapshots: megabytes(snapshots),
    features: megabytes(features),
    pixels: megabytes(pixels),
  }
}

/** The processor takes over a model that the chosen provider cannot load. */
async function loadWithFallback(
  manifest: Manifest,
  choice: Choice,
  { text, budget }: { readonly text: TextSide; readonly budget: Budget },
): Promise<{ model: LoadedModel; choice: Choice }> {
  try {
    return { model: await loadModel(manifest, choice, budget, text), choice }
  } catch (error) {
    if (choice.runner === 'cpu') throw error
    const why = error instanceof Error ? error.message : String(error)
    const fallback: Choice = { ...choice, runner: 'cpu', note: `On ${choice.runner}: ${why}` }
    return { model: await loadModel(manifest, fallback, budget, text), choice: fallback }
  }
}
