/** Graphs of onnx as bytes: nodes read, outputs added and left out, all else as it was. Field numbers are those of onnx.proto. Knows no session. */
import { PbfReader, PbfWriter } from 'pbf'

export const modelFields = { graph: 7 } as const
export const graphFields = { node: 1, output: 12 } as const
export const nodeFields = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 } as const
export const attributeFields = { name: 1, integer: 3, type: 20 } as const
/** Of what a graph gives: its name. */
export const valueFields = { name: 1 } as const

/** A node of a graph, as far as it is looked at. */
export interface Node {
  readonly name: string
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Attributes that are whole numbers. */
  readonly integers: ReadonlyMap<string, number>
}

/** A node out of its bytes. */
export function nodeOf(bytes: Uint8Array): Node {
  const reader = new PbfReader(bytes)
  const integers = new Map<string, number>()
  const node = { name: '', operator: '', inputs: [] as string[], outputs: [] as string[], integers }
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === nodeFields.input) node.inputs.push(reader.readString())
    else if (field === nodeFields.output) node.outputs.push(reader.readString())
    else if (field === nodeFields.name) node.name = reader.readString()
    else if (field === nodeFields.operator) node.operator = reader.readString()
    else if (field === nodeFields.attribute) integers.set(...integerOf(reader.readBytes()))
  }
  return node
}

/** An attribute's name and its whole number; 0 for those of other kinds. */
function integerOf(bytes: Uint8Array): [string, number] {
  const reader = new PbfReader(bytes)
  let [name, integer] = ['', 0]
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === attributeFields.name) name = reader.readString()
    else if (field === attributeFields.integer) integer = reader.readVarint(true)
    else reader.skip(reader.type)
  }
  return [name, integer]
}

/** Values of a graph as outputs of it, by their names alone: shapes and types follow from the graph. */
export function asOutputs(names: readonly string[]): Uint8Array {
  const writer = new PbfWriter()
  for (const name of names)
    writer.writeMessage(
      graphFields.output,
      (_: undefined, to: PbfWriter) => to.writeStringField(1, name),
      undefined,
    )
  return writer.finish()
}

/**
 * A message field by field as it is, but for the embedded messages that `change` replaces; empty: the field goes. The rest is copied byte for
 * byte.
 */
export function rewritten(
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
        parts.push(message.subarray(from, start), value.length === 0 ? value : fieldOf(field, value))
        from = reader.pos
      }
    } else reader.skip(reader.type)
    start = reader.pos
  }
  return joinedBytes(...parts, message.subarray(from))
}

/** The wire type of texts, bytes and messages. */
const embedded = 2

function fieldOf(field: number, value: Uint8Array): Uint8Array {
  const head = new PbfWriter()
  head.writeTag(field, embedded)
  head.writeVarint(value.length)
  return joinedBytes(head.finish(), value)
}

/** Parts of a message, one after the other. */
export function joinedBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
