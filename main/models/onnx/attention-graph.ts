/**
 * A decoder's graph that gives its attention, too, made of the one that is there: the softmaxes of its layers become outputs, and grouped-query
 * attention is asked for its weights (`qk_output` of onnxruntime's operator, 2: after the softmax; on the processor alone). The weights stay
 * where they are, and nothing on the disk is changed. Knows no session.
 */
import { PbfWriter } from 'pbf'
import {
  asOutputs,
  attributeFields,
  graphFields,
  joinedBytes,
  modelFields,
  nodeFields,
  nodeOf,
  rewritten,
  type Node,
} from './graph-bytes'

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
    return joinedBytes(bytes, askingForWeights(node, name))
  })
  return joinedBytes(changed, asOutputs(outputs.map((o) => o.name)))
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
