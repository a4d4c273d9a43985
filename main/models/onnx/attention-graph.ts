/**
 * A decoder's graph that gives its attention, too, made of the one that is there: the softmaxes of its layers become outputs, and grouped-query
 * attention is asked for its weights (`qk_output` of onnxruntime's operator, 2: after the softmax; on the processor alone). The weights stay
 * where they are, and nothing on the disk is changed. Field numbers are those of onnx.proto. Knows no session.
 */
import { PbfReader, PbfWriter } from 'pbf'

/** An output with a layer's attention: [batch, heads, new, total], or with the heads in groups [batch, groups, heads, new, total]. */
export interface AttentionOutput {
  readonly name: string
  readonly layer: number
}

/** The graph, and its new outputs by layer. */
export interface AttentionGraph {
  readonly model: Uint8Array
  readonly outputs: readonly AttentionOutput[]
}

const modelFields = { graph: 7 } as const
const graphFields = { node: 1, output: 12 } as const
const nodeFields = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 } as const
const attributeFields = { name: 1, integer: 3, type: 20 } as const
const integerType = 2
const afterSoftmax = 2
/** Outputs of grouped-query attention before its weights: the result, and both halves of the cache. */
const othersOfGrouped = 3

/** The same graph with attention as outputs; undefined where none is found in it. */
export function withAttention(model: Uint8Array): AttentionGraph | undefined {
  const outputs: AttentionOutput[] = []
  const changed = rewritten(model, (field, bytes) =>
    field === modelFields.graph ? graphWith(bytes, outputs) : undefined,
  )
  if (outputs.length === 0) return undefined
  return { model: changed, outputs: outputs.toSorted((a, b) => a.layer - b.layer) }
}

function graphWith(graph: Uint8Array, outputs: AttentionOutput[]): Uint8Array {
  const changed = rewritten(graph, (field, bytes) => {
    if (field !== graphFields.node) return undefined
    const node = nodeOf(bytes)
    const layer = layerOf(node)
    if (layer === undefined) return undefined
    if (node.operator === 'Softmax') {
      outputs.push({ name: node.outputs[0] ?? '', layer })
      return undefined
    }
    const name = `relook.attention.${layer}`
    outputs.push({ name, layer })
    return joined(bytes, askingForWeights(node, name))
  })
  return joined(changed, asOutputs(outputs))
}

interface Node {
  readonly name: string
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

function nodeOf(bytes: Uint8Array): Node {
  const reader = new PbfReader(bytes)
  const node = { name: '', operator: '', inputs: [] as string[], outputs: [] as string[] }
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === nodeFields.input) node.inputs.push(reader.readString())
    else if (field === nodeFields.output) node.outputs.push(reader.readString())
    else if (field === nodeFields.name) node.name = reader.readString()
    else if (field === nodeFields.operator) node.operator = reader.readString()
  }
  return node
}

/** The layer whose attention a node computes: by the cache it reads, or by its name, which exporters make of the module's. */
function layerOf({ name, operator, inputs, outputs }: Node): number | undefined {
  if (operator !== 'Softmax' && operator !== 'GroupQueryAttention') return undefined
  const said =
    operator === 'Softmax'
      ? [name, ...outputs].map((text) => /\blayers[./](\d+)\//.exec(text)).find((found) => found !== null)
      : inputs.map((text) => /^past_key_values\.(\d+)\.key$/.exec(text)).find((found) => found !== null)
  return said?.[1] === undefined ? undefined : Number(said[1])
}

function askingForWeights({ outputs }: Node, name: string): Uint8Array {
  const writer = new PbfWriter()
  for (let i = outputs.length; i < othersOfGrouped; i++) writer.writeStringField(nodeFields.output, '')
  writer.writeStringField(nodeFields.output, name)
  writer.writeMessage(
    nodeFields.attribute,
    (_: undefined, to: PbfWriter) => {
      to.writeStringField(attributeFields.name, 'qk_output')
      to.writeVarintField(attributeFields.integer, afterSoftmax)
      to.writeVarintField(attributeFields.type, integerType)
    },
    undefined,
  )
  return writer.finish()
}

/** By their names alone: shapes and types follow from the graph. */
function asOutputs(outputs: readonly AttentionOutput[]): Uint8Array {
  const writer = new PbfWriter()
  for (const { name } of outputs)
    writer.writeMessage(
      graphFields.output,
      (_: undefined, to: PbfWriter) => to.writeStringField(1, name),
      undefined,
    )
  return writer.finish()
}

/** A message field by field as it is, but for the embedded messages that `change` gives anew. */
function rewritten(
  message: Uint8Array,
  change: (field: number, bytes: Uint8Array) => Uint8Array | undefined,
): Uint8Array {
  const reader = new PbfReader(message)
  const parts: Uint8Array[] = []
  let from = 0
  let start = 0
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (reader.type === embedded) {
      const value = change(field, reader.readBytes())
      if (value !== undefined) {
        parts.push(message.subarray(from, start), fieldOf(field, value))
        from = reader.pos
      }
    } else reader.skip(reader.type)
    start = reader.pos
  }
  return joined(...parts, message.subarray(from))
}

/** The wire type of texts, bytes and messages. */
const embedded = 2

function fieldOf(field: number, value: Uint8Array): Uint8Array {
  const head = new PbfWriter()
  head.writeTag(field, embedded)
  head.writeVarint(value.length)
  return joined(head.finish(), value)
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
