/**
 * A decoder's graph that gives the keys and values of what it just read in place of the whole longer cache, made of the one that is there.
 * The runtime copies every output into memory of JavaScript, also those it was given memory for: a cache of some thousand tokens for each
 * token, and the collections that free it, were a quarter of the time. What is new is there already: it goes into grouped-query attention.
 * Nothing on the disk is changed. Knows no session.
 */
import { PbfReader } from 'pbf'
import {
  asOutputs,
  graphFields,
  joinedBytes,
  modelFields,
  nodeOf,
  rewritten,
  valueFields,
} from './graph-bytes'

/** The graph, and by the name of each input of the cache the output with its new rows: [1, new, heads * size]. */
export interface RowsGraph {
  readonly model: Uint8Array
  readonly rows: ReadonlyMap<string, string>
}

/** Inputs of grouped-query attention: what is new, and the cache. */
const keyAt = 1
const valueAt = 2
const cacheAt = { key: 3, value: 4 } as const

/** The same graph with new rows as outputs; undefined where a layer does not show them. */
export function withNewRows(model: Uint8Array): RowsGraph | undefined {
  const rows = new Map<string, string>()
  let isShown = true
  const read = (bytes: Uint8Array): void => {
    const { operator, inputs, integers } = nodeOf(bytes)
    if (operator !== 'GroupQueryAttention') return
    const [key, value] = [inputs[keyAt], inputs[valueAt]]
    // Keys that it turns by their position itself stand in the cache otherwise than they come; packed ones do not come apart.
    if (!key || !value || integers.get('do_rotary') === 1) isShown = false
    else rows.set(inputs[cacheAt.key] ?? '', key).set(inputs[cacheAt.value] ?? '', value)
  }
  const given: string[] = []
  rewritten(model, (field, graph) => {
    if (field !== modelFields.graph) return undefined
    rewritten(graph, (inner, bytes) => {
      if (inner === graphFields.node) read(bytes)
      if (inner === graphFields.output) given.push(valueName(bytes))
      return undefined
    })
    return undefined
  })
  const whole = new Set([...rows.keys()].map(presentOf))
  const isAll = given.every((name) => whole.has(name) || !name.startsWith('present'))
  if (!isShown || !isAll || rows.size === 0) return undefined
  const changed = rewritten(model, (field, graph) => {
    if (field !== modelFields.graph) return undefined
    const without = rewritten(graph, (inner, bytes) =>
      inner === graphFields.output && whole.has(valueName(bytes)) ? new Uint8Array(0) : undefined,
    )
    return joinedBytes(
      without,
      asOutputs([...new Set(rows.values())].filter((name) => !given.includes(name))),
    )
  })
  return { model: changed, rows }
}

/** The output that follows an input of the cache. */
export function presentOf(past: string): string {
  return past.replace('past_key_values', 'present')
}

function valueName(bytes: Uint8Array): string {
  const reader = new PbfReader(bytes)
  for (let field = reader.nextField(); field !== 0; field = reader.nextField())
    if (field === valueFields.name) return reader.readString()
  return ''
}
