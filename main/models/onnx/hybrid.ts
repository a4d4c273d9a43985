/**
 * What a decoder keeps of a context, by its configuration: keys and values of every token, or, of the layers of a hybrid one, a state of a
 * fixed size (states.ts). Pure; knows no graph, so that the main process can ask it.
 */

/** As much of a configuration as says how its layers remember. */
export interface HybridConfig {
  readonly layer_types?: readonly string[] | undefined
  readonly num_hidden_layers?: number | undefined
  readonly linear_num_key_heads?: number | undefined
  readonly linear_num_value_heads?: number | undefined
  readonly linear_key_head_dim?: number | undefined
  readonly linear_value_head_dim?: number | undefined
  readonly linear_conv_kernel_dim?: number | undefined
}

/** What a decoder keeps of a context: layers with keys and values of each token, and layers with a state. */
export interface HybridLayers {
  /** Numbers of the layers that keep keys and values. */
  readonly attention: readonly number[]
  /** Numbers of the layers that keep a state. */
  readonly recurrent: readonly number[]
  /** Bytes of all states together. */
  readonly stateBytes: number
}

/** By the configuration, before any graph is loaded. */
export function remembersOf(config: HybridConfig): HybridLayers {
  const layers = config.layer_types?.length ?? config.num_hidden_layers ?? 0
  const isRecurrent = (i: number) => config.layer_types?.[i] === 'linear_attention'
  const all = Array.from({ length: layers }, (_, i) => i)
  const recurrent = all.filter(isRecurrent)
  const [keys, values] = [config.linear_num_key_heads ?? 0, config.linear_num_value_heads ?? 0]
  const [keySize, valueSize] = [config.linear_key_head_dim ?? 0, config.linear_value_head_dim ?? 0]
  const channels = 2 * keys * keySize + values * valueSize
  const numbers = values * keySize * valueSize + channels * ((config.linear_conv_kernel_dim ?? 1) - 1)
  return {
    attention: all.filter((i) => !isRecurrent(i)),
    recurrent,
    stateBytes: recurrent.length * numbers * 4,
  }
}
