/** Which files of a repository make a runnable model, in which number formats. Pure. */

/** A file of a repository. `sha256` for large files, `gitSha1` (of a git blob) for small ones. */
export interface HubFile {
  readonly path: string
  readonly size: number
  readonly sha256?: string
  readonly gitSha1?: string
}

/** What has to be fetched for one number format. */
export interface DownloadPlan {
  readonly dtype: string
  readonly files: readonly HubFile[]
  readonly bytes: number
}

const graphs = ['embed_tokens', 'vision_encoder', 'decoder_model_merged'] as const

/** Number formats by the suffix of the decoder, with what loses least to fall back on for the other two graphs. */
const fallbacks: Readonly<Record<string, readonly string[]>> = {
  '': [''],
  _fp16: ['_fp16', ''],
  _q4f16: ['_q4f16', '_fp16', ''],
  _q4: ['_q4', '_fp16', ''],
  _quantized: ['_quantized', '_int8', '_uint8', '_fp16', ''],
  _int8: ['_int8', '_quantized', '_fp16', ''],
  _uint8: ['_uint8', '_quantized', '_fp16', ''],
  _bnb4: ['_bnb4', '_q4', '_fp16', ''],
}

/** Small files beside the graphs that say what the model is. */
const described =
  /^(config|generation_config|preprocessor_config|processor_config|tokenizer|tokenizer_config|chat_template|relook|special_tokens_map)\.json$|^chat_template\.jinja$|^(LICENSE|README)(\.\w+)?$/i

/** Every runnable variant of the listing; none where a graph is missing. */
export function plansOf(files: readonly HubFile[]): readonly DownloadPlan[] {
  const byPath = new Map(files.map((f) => [f.path, f]))
  const beside = files.filter((f) => described.test(f.path))
  return Object.entries(fallbacks).flatMap(([dtype, order]) => {
    if (!byPath.has(`onnx/decoder_model_merged${dtype}.onnx`)) return []
    const chosen = graphs.map((graph) => {
      const suffixes = graph === 'decoder_model_merged' ? [dtype] : order
      const path = suffixes.map((s) => `onnx/${graph}${s}.onnx`).find((p) => byPath.has(p))
      return path === undefined ? undefined : withData(path, files)
    })
    if (chosen.some((c) => c === undefined)) return []
    const all = [...beside, ...chosen.flatMap((c) => c ?? [])]
    return [{ dtype, files: all, bytes: all.reduce((sum, f) => sum + f.size, 0) }]
  })
}

/** A graph and its external data: `_data`, `_data_1`, …, or `.data`. */
function withData(path: string, files: readonly HubFile[]): readonly HubFile[] {
  const data = new RegExp(`^${escaped(path)}(_data(_\\d+)?|\\.data)?$`)
  return files.filter((f) => data.test(f.path))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
