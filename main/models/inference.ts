/**
 * The inference process's work: one generation at a time, in the order they were asked for, of the models in memory (loaded.ts). Knows
 * no process and no port.
 */
import { given } from '../../app/given'
import { createObservable, createSemaphore, deferred, type Deferred, type Observable } from '../../app/async'
import type { Implementation } from '../../app/contract'
import { Failure } from '../../app/failure'
import type { EngineState, Provider } from '../../app/host'
import type { GenerateEvent } from '../../app/reasoning/model'
import type { engineContract } from './engine-contract'
import { createIdle, type Idle } from './idle'
import { LoadedModels, type Slot } from './loaded'
import { createBudget, type Budget } from './onnx/budget'
import {
  loadModel,
  openText,
  smallModelBytes,
  usualBudget,
  type LoadedModel,
  type TextSide,
} from './onnx/load'
import { readModelManifest, type Manifest } from './onnx/manifest'
import { estimateOf, judge, thisMachine } from './onnx/estimate'
import { firstLine } from './onnx/self-test'
import { availableRunners, chooseRunner, processor, type ProviderChoice } from './onnx/providers'

type Abilities = Implementation<typeof engineContract>
type Ready = Extract<EngineState, { type: 'ready' }>

/** The models in memory, and what they are wanted on. */
class Holder {
  readonly #available = availableRunners()
  readonly idle: Idle
  #wanted: Provider = 'auto'
  #choosing: Promise<ProviderChoice> | undefined
  #states: Observable<Ready> | undefined
  readonly #loaded = new LoadedModels(thisMachine)
  /** Bytes that may be kept; undefined: as the models need. */
  #budgetBytes: number | undefined
  #text: { readonly folder: string; readonly side: Promise<TextSide> } | undefined

  /** `free`: lets go of the models in their turn. */
  constructor(free: () => void) {
    this.idle = createIdle(free)
  }

  /** The state now and whenever it changes. */
  async *follow(
    { provider, idleMinutes, budget }: Parameters<Abilities['state']>[0],
    signal: AbortSignal,
  ): AsyncGenerator<Ready> {
    this.#wanted = provider
    this.#budgetBytes = budget
    this.#loaded.setLimit(budget)
    this.idle.set(idleMinutes)
    yield* (this.#states ?? this.#announce(await this.#first())).follow(signal)
  }

  async setProvider(provider: Provider): Promise<void> {
    this.#wanted = provider
    this.#choosing = undefined
    await this.unload()
    this.#announce(await this.#first())
  }

  async setIdle(minutes: number): Promise<void> {
    this.idle.set(minutes)
    this.#announce(this.#loaded.last()?.choice ?? (await this.#first()))
  }

  async setBudget(bytes: number | undefined): Promise<void> {
    this.#budgetBytes = bytes
    this.#loaded.setLimit(bytes)
    this.#announce(this.#loaded.last()?.choice ?? (await this.#first()))
  }

  holds(folder: string): boolean {
    return this.#loaded.of(folder) !== undefined
  }

  /** Says what is held by now, where a model is. */
  tell(): void {
    const last = this.#loaded.last()
    if (last !== undefined) this.#announce(last.choice)
  }

  async unload(): Promise<void> {
    const old = this.#loaded.last()
    await this.#loaded.clear()
    if (old !== undefined) this.#announce(old.choice)
  }

  async load(folder: string): Promise<Slot['model']> {
    const there = this.#loaded.use(folder)
    if (there !== undefined) return there.model
    const manifest = await readModelManifest(folder)
    const { name } = manifest.info
    const wished = await this.#choiceFor(manifest)
    const need = await estimateOf(manifest, wished.runner)
    const parting = await this.#loaded.makeRoom({ name, need, runner: wished.runner })
    const remark = judge(name, need, await thisMachine())
    const note = [wished.note, parting, remark].filter(Boolean).join(' ')
    const choice = note === '' ? wished : { ...wished, note }
    const usual = usualBudget(manifest)
    const budget = createBudget(this.#budgetBytes ?? usual)
    const text = await this.textOf(folder)
    const taken = await loadWithFallback(manifest, choice, { text, budget })
    this.#loaded.add({ folder, name, need, budget, usual, text, ...taken })
    this.#announce(taken.choice)
    return taken.model
  }

  /** The text side of a model in memory or of the one asked for last; a vocabulary is too large to be kept for many. */
  async textOf(folder: string): Promise<TextSide> {
    const there = this.#loaded.of(folder)
    if (there !== undefined) return there.text
    if (this.#text?.folder !== folder) this.#text = { folder, side: readModelManifest(folder).then(openText) }
    try {
      return await this.#text.side
    } catch (error) {
      this.#text = undefined
      throw error
    }
  }

  /** Drivers are not touched before they are needed: `auto` stays with the processor until a large model is loaded. */
  #choose(): Promise<ProviderChoice> {
    return (this.#choosing ??= chooseRunner(this.#wanted, this.#available))
  }

  async #first(): Promise<ProviderChoice> {
    return this.#wanted === 'auto' ? processor : this.#choose()
  }

  /** Small models run best on the processor: the way to a graphics card and back costs more than it brings. */
  async #choiceFor({ info }: Manifest): Promise<ProviderChoice> {
    if (this.#wanted !== 'auto' || info.bytes >= smallModelBytes) return this.#choose()
    if (this.#available.length === 1) return processor
    return { ...processor, note: `${info.name} is small and runs fastest on the CPU.` }
  }

  #announce(choice: ProviderChoice): Observable<Ready> {
    const next: Ready = {
      type: 'ready',
      provider: choice.runner,
      available: this.#available,
      wanted: this.#wanted,
      idleMinutes: this.idle.minutes(),
      memory: memoryOf(this.#loaded, this.#budgetBytes),
      ...given({ note: choice.note }),
    }
    if (this.#states === undefined) this.#states = createObservable(next)
    else if (JSON.stringify(this.#states.get()) !== JSON.stringify(next)) this.#states.set(next)
    return this.#states
  }
}

/** Implements the engine contract over ONNX models. */
export function createInference(crash: () => void): Abilities {
  const turn = createSemaphore(1)
  const holder = new Holder(() => void turn.use(() => holder.unload()))
  /** Generations under way, and their ends. */
  const going = new Map<number, Deferred<void>>()
  async function* inTurn<T>(
    { run, folder }: { readonly run: number; readonly folder: string },
    signal: AbortSignal,
    work: (model: Slot['model']) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const ending = deferred()
    going.set(run, ending)
    const rest = holder.idle.use()
    let release: () => void = () => undefined
    try {
      release = await turn.take(signal)
      yield* work(await holder.load(folder))
    } catch (error) {
      // Whatever the runtime throws; what is ours already says what to do.
      if (error instanceof Failure) throw error
      throw new Failure('model-failed', `The model failed: ${firstLine(error)}`, String(error))
    } finally {
      holder.tell()
      release()
      rest()
      going.delete(run)
      ending.resolve()
    }
  }
  return {
    state: (wanted, signal) => holder.follow(wanted, signal),
    setProvider: ({ provider }) => turn.use(() => holder.setProvider(provider)),
    setIdle: ({ minutes }) => holder.setIdle(minutes),
    setBudget: ({ bytes }) => holder.setBudget(bytes),
    generate: async function* ({ run, folder, request, paths }, signal) {
      if (turn.busy()) yield { type: 'phase', phase: { name: 'queue' } } satisfies GenerateEvent
      if (!holder.holds(folder)) yield { type: 'phase', phase: { name: 'load' } } satisfies GenerateEvent
      yield* inTurn({ run, folder }, signal, (model) => model.generate(request, paths, signal))
    },
    score: ({ run, folder, request, paths }, signal) =>
      inTurn({ run, folder }, signal, async function* (model) {
        yield await model.score(request, paths, signal)
      }),
    attend: ({ run, folder, request, paths }, signal) =>
      inTurn({ run, folder }, signal, async function* (model) {
        yield await model.attend(request, paths, signal)
      }),
    over: ({ run }) => going.get(run)?.promise ?? Promise.resolve(),
    // Not in turn: a prompt is shown while a run goes on.
    prompt: async ({ folder, messages }) => (await holder.textOf(folder)).prompt(messages),
    crash: async () => {
      if (process.env['RELOOK_TEST_CRASH'] !== '1') throw new Failure('denied', 'Crashing is for tests only.')
      crash()
    },
  }
}

/** What people are told: the limit, and what is held, in whole megabytes so that it is news only when it is. */
function memoryOf(loaded: LoadedModels, budgetBytes: number | undefined): Ready['memory'] {
  const megabytes = (bytes: number) => Math.round(bytes / 1e6) * 1e6
  const { snapshots, features, pixels, limit } = loaded.kept()
  return {
    automatic: budgetBytes === undefined,
    ...given({ limit: budgetBytes ?? limit }),
    snapshots: megabytes(snapshots),
    features: megabytes(features),
    pixels: megabytes(pixels),
  }
}

/** The processor takes over a model that the chosen provider cannot load. */
async function loadWithFallback(
  manifest: Manifest,
  choice: ProviderChoice,
  { text, budget }: { readonly text: TextSide; readonly budget: Budget },
): Promise<{ model: LoadedModel; choice: ProviderChoice }> {
  try {
    return { model: await loadModel(manifest, choice, { budget, text }), choice }
  } catch (error) {
    if (choice.runner === 'cpu') throw error
    const why = error instanceof Error ? error.message : String(error)
    const fallback: ProviderChoice = { ...choice, runner: 'cpu', note: `On ${choice.runner}: ${why}` }
    return { model: await loadModel(manifest, fallback, { budget, text }), choice: fallback }
  }
}
