/** Attention reduced to one row: the mean of layers, heads and tokens that are asked for. Pure. */
import type { ContextAttention, TokenRows, WeightSelection } from './attended'

/**
 * What the tokens of `rows` attended to, in shares of 1 of a context's tokens [total]: the mean of their rows. Tokens without a row do not count.
 * Undefined where none of them has one, or no such layer or head is there.
 */
export function attendedBy(
  attended: ContextAttention,
  rows: TokenRows,
  selection: WeightSelection,
): Float64Array | undefined {
  const first = Math.max(0, rows.from - attended.from)
  const end = Math.min(attended.rows, rows.to - attended.from)
  if (first >= end) return undefined
  if (selection.type === 'rollout') return rolledOut(attended, first, end)
  const planes = planesOf(attended, selection)
  if (planes.length === 0) return undefined
  const sum = new Float64Array(attended.total)
  for (const plane of planes)
    for (let row = first; row < end; row++)
      addTo(sum, attended, (plane * attended.rows + row) * attended.total)
  const count = planes.length * (end - first)
  return sum.map((v) => v / count)
}

/** Places of [layers × heads] that a selection takes. */
function planesOf(
  { layers, heads }: ContextAttention,
  selection: Exclude<WeightSelection, { type: 'rollout' }>,
): number[] {
  const all = layers.flatMap((layer, i) =>
    Array.from({ length: heads }, (_, head) => ({ layer, head, plane: i * heads + head })),
  )
  const taken = all.filter(
    ({ layer, head }) =>
      selection.type === 'mean' ||
      (selection.layer === layer && (selection.type === 'layer' || selection.head === head)),
  )
  return taken.map(({ plane }) => plane)
}

function addTo(sum: Float64Array, { weights, total }: ContextAttention, start: number): void {
  for (let i = 0; i < total; i++) sum[i] = (sum[i] ?? 0) + (weights[start + i] ?? 0)
}

/**
 * Attention rollout: each layer passes on half of what it reads and half of what stood there (the residual), heads by their mean. Needs a row
 * of every token but the first. Source: Abnar and Zuidema, Quantifying Attention Flow in Transformers (2020), section 3.
 */
function rolledOut(attended: ContextAttention, first: number, end: number): Float64Array | undefined {
  const { from, total, layers } = attended
  if (from > 1) return undefined
  // Row r was read off at place from + r - 1, so what the row of a token tells begins there.
  const sum = new Float64Array(total)
  for (let row = first; row < end; row++) {
    let flow = new Float64Array(total)
    flow[from + row - 1] = 1
    for (let layer = layers.length - 1; layer >= 0; layer--) flow = passedOn(attended, layer, flow)
    for (let i = 0; i < total; i++) sum[i] = (sum[i] ?? 0) + (flow[i] ?? 0)
  }
  return sum.map((v) => v / (end - first))
}

/** One layer back. A place without a row (a context's first where rows begin at its second) can only have read itself. */
function passedOn(attended: ContextAttention, layer: number, flow: Float64Array): Float64Array<ArrayBuffer> {
  const { from, rows, total, heads, weights } = attended
  const before = new Float64Array(total)
  for (let place = 0; place < total; place++) {
    const amount = flow[place] ?? 0
    if (amount === 0) continue
    const row = place + 1 - from
    if (row < 0 || row >= rows) {
      before[place] = (before[place] ?? 0) + amount
      continue
    }
    before[place] = (before[place] ?? 0) + amount / 2
    for (let head = 0; head < heads; head++) {
      const start = ((layer * heads + head) * rows + row) * total
      for (let i = 0; i <= place; i++)
        before[i] = (before[i] ?? 0) + ((amount / 2) * (weights[start + i] ?? 0)) / heads
    }
  }
  return before
}
