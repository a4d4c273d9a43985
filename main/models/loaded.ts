/**
 * The models in memory: two where there is room for both, so that two that take turns are not loaded again at every turn; otherwise one.
 * Whichever was used longest ago goes first. Loads nothing itself; knows no process and no session.
 */
import { given } from '../../app/given'
import type { MemoryNeed } from '../../app/host/models'
import { formatBytes } from '../../app/bytes'
import type { Budget, CacheKind } from './onnx/budget'
import type { Machine } from './onnx/estimate'
import type { LoadedModel, TextSide } from './onnx/load'
import type { ProviderChoice } from './onnx/providers'

/** A model in memory. */
export interface Slot {
  readonly folder: string
  readonly name: string
  readonly need: MemoryNeed
  readonly budget: Budget
  /** What it may keep where nobody says otherwise. */
  readonly usual: number
  readonly choice: ProviderChoice
  readonly model: Pick<LoadedModel, 'dispose' | 'held' | 'generate' | 'score' | 'attend'>
  readonly text: TextSide
}

/** A model that is about to be loaded. */
export type ComingModel = Pick<Slot, 'name' | 'need'> & { readonly runner: ProviderChoice['runner'] }

/** So many models stay in memory: those of a duel. */
const mostModels = 2
/** This much of a machine is left to everything else before a second model stays. */
const reserve = 1 / 8

export class LoadedModels {
  /** Least recently used first. */
  #slots: readonly Slot[] = []
  readonly #machine: () => Promise<Machine>
  /** Bytes that may be kept, of all models together; undefined: as each needs. */
  #limit: number | undefined

  constructor(machine: () => Promise<Machine>) {
    this.#machine = machine
  }

  /** The model of a folder, which is then the one used last. */
  use(folder: string): Slot | undefined {
    const slot = this.of(folder)
    if (slot !== undefined) this.#slots = [...this.#slots.filter((s) => s !== slot), slot]
    return slot
  }

  of(folder: string): Slot | undefined {
    return this.#slots.find((s) => s.folder === folder)
  }

  /** The one used last. */
  last(): Slot | undefined {
    return this.#slots.at(-1)
  }

  add(slot: Slot): void {
    this.#slots = [...this.#slots, slot]
    this.#share()
  }

  /** Lets go of what cannot stay beside a model that is coming; a sentence where that will happen at every turn of the two. */
  async makeRoom(coming: ComingModel): Promise<string | undefined> {
    while (this.#slots.length >= mostModels) await this.#drop(this.#slots[0])
    const other = this.#slots[0]
    if (other === undefined) return undefined
    const why = whyNotBoth(coming, other, await this.#machine())
    if (why === undefined) return undefined
    await this.#drop(other)
    return `${other.name} was unloaded to make room for ${coming.name}: ${why}. Where the two take turns, each turn loads one again.`
  }

  async clear(): Promise<void> {
    while (this.#slots.length > 0) await this.#drop(this.#slots[0])
  }

  setLimit(bytes: number | undefined): void {
    this.#limit = bytes
    this.#share()
  }

  /** What all of them keep only to be quick, and how much they may. */
  kept(): Readonly<Record<CacheKind, number>> & { readonly limit?: number } {
    const sums = { snapshots: 0, features: 0, pixels: 0 }
    for (const { model } of this.#slots)
      for (const [what, bytes] of Object.entries(model.held())) sums[what as CacheKind] += bytes
    const usual = this.#slots.reduce((sum, s) => sum + s.usual, 0)
    return { ...sums, ...given({ limit: this.#limit ?? (this.#slots.length > 0 ? usual : undefined) }) }
  }

  async #drop(slot: Slot | undefined): Promise<void> {
    this.#slots = this.#slots.filter((s) => s !== slot)
    this.#share()
    await slot?.model.dispose()
  }

  #share(): void {
    for (const { budget, usual } of this.#slots)
      budget.setLimit(this.#limit === undefined ? usual : this.#limit / this.#slots.length)
  }
}

/** A card's own memory cannot be asked for, and one that is full fails in the middle of a run: it holds one model. */
function whyNotBoth(coming: ComingModel, other: Slot, { total, available }: Machine): string | undefined {
  if (coming.runner !== 'cpu' && other.choice.runner !== 'cpu')
    return 'how much a graphics card can hold cannot be asked for'
  const { weights, cache, work } = coming.need
  // The other's weights are in memory already; what it keeps of contexts and images may still grow.
  const wanted = weights + cache + work + other.need.cache + other.need.work
  const free = available - total * reserve
  if (wanted <= free) return undefined
  return `both together need about ${formatBytes(wanted)} more; ${formatBytes(Math.max(0, free))} can be spared`
}
