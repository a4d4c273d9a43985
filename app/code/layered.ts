/** A map that can be gone on from without copying it: what is set later lies in a layer over it. Pure bookkeeping. */

/** Layers to look through before they are made one. */
const most = 24

/** A map over another one: what is set here hides what is below, which stays as it is. */
export class Layered<Key, Value> {
  readonly #own = new Map<Key, Value>()

  private constructor(
    readonly below?: Layered<Key, Value>,
    readonly depth = 0,
  ) {}

  /** An empty one over another, which stays as it is; over nothing where that is absent. */
  static over<Key, Value>(below: Layered<Key, Value> | undefined): Layered<Key, Value> {
    if (below === undefined) return new Layered()
    return new Layered(below.depth >= most ? below.#flat() : below, below.depth >= most ? 1 : below.depth + 1)
  }

  get(key: Key): Value | undefined {
    const own = this.#own.get(key)
    return own !== undefined || this.#own.has(key) ? own : this.below?.get(key)
  }

  has(key: Key): boolean {
    return this.#own.has(key) || this.below?.has(key) === true
  }

  set(key: Key, value: Value): void {
    this.#own.set(key, value)
  }

  #flat(): Layered<Key, Value> {
    const flat = new Layered<Key, Value>()
    for (const layer of this.#layers().reverse()) layer.#own.forEach((value, key) => flat.set(key, value))
    return flat
  }

  #layers(): Layered<Key, Value>[] {
    return [this, ...(this.below === undefined ? [] : this.below.#layers())]
  }
}
