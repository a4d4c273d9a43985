/**
 * How likely each value of a number was, with every digit asked for: a tree of tokens grown from where the number begins until each path
 * has left it. What the alternatives of a trace leave open (values.ts) is closed here. Pure: what comes next is told.
 */
import type { ShareOfValue, WorkedOut } from '../trace/odds'
import type { NumberToken, WrittenNumber } from './numbers'
import { pathTo, type GrownTree, type TreeNode } from './tree'

/** Of paths less likely than this nothing more is asked: natural log of 1 in 2,000. */
const least = Math.log(5e-4)
/** Tokens of a number; a longer one is no coordinate. */
const mostTokens = 8

/** What a path has come to: still within the number, behind it, or elsewhere. */
type Reached =
  | { readonly type: 'within' }
  | { readonly type: 'value'; readonly value: number }
  | { readonly type: 'other' }

/** Whether a number can be worked out: another that ends in its first token cannot be told from it. */
export function canBeWorkedOut({ tokens }: WrittenNumber): boolean {
  const [first] = tokens
  return first !== undefined && !/\d/.test(first.before) && tokens.every((t) => t.token.cut === undefined)
}

/** The likeliest path that is still within the number; undefined: enough is known. `asks`: how often the model is asked at most. */
export function nextDigit(
  tree: GrownTree,
  { tokens: [first] }: WrittenNumber,
  asks: number,
): TreeNode | undefined {
  if (first === undefined || tree.asked >= asks) return undefined
  return tree.nodes
    .filter((n) => !n.open && n.depth < mostTokens && n.joint >= least)
    .filter((n) => reached(textTo(tree, n), n, first).type === 'within')
    .reduce<TreeNode | undefined>(
      (best, n) => (best === undefined || n.joint > best.joint ? n : best),
      undefined,
    )
}

/** What is known by now. What was written is among it, at the probability it has there. */
export function workedOut(tree: GrownTree, { value: written, tokens: [first] }: WrittenNumber): WorkedOut {
  const values = new Map<number, ShareOfValue>()
  let other = 0
  for (const node of first === undefined ? [] : tree.nodes) {
    const end = reached(textTo(tree, node), node, first as NumberToken)
    const probability = Math.exp(node.joint)
    if (end.type === 'other') other += probability
    if (end.type !== 'value') continue
    const before = values.get(end.value)
    const path = pathTo(tree, node.id)
    // What closes the number is written again by itself.
    const [alternative, ...then] = /\d/.test(node.alternative.text) ? path : path.slice(0, -1)
    const by = before?.by ?? (alternative && { at: first?.at ?? 0, alternative, then })
    const sum = (before?.probability ?? 0) + probability
    values.set(end.value, {
      low: end.value,
      high: end.value,
      probability: sum,
      ...(by === undefined || end.value === written ? {} : { by }),
    })
  }
  const own = values.get(written) ?? { low: written, high: written, probability: 0 }
  values.set(written, own)
  const all = [...values.values()].sort((a, b) => b.probability - a.probability)
  const known = all.reduce((sum, v) => sum + v.probability, 0) + other
  const rest = Math.max(0, 1 - known)
  return { written, probability: own.probability, values: all, rest, open: true, other, asked: tree.asked }
}

/** So many values of a number are kept in a project. */
const mostKept = 64

/** As it is kept: the likeliest values and what was written; what the others have is not known any more. */
export function keptOdds(odds: WorkedOut): WorkedOut {
  const isKept = ({ by, probability }: ShareOfValue, i: number) =>
    by === undefined || (i < mostKept && probability > 0)
  const dropped = odds.values.filter((value, i) => !isKept(value, i))
  const rest = dropped.reduce((sum, { probability }) => sum + probability, odds.rest)
  return dropped.length === 0 ? odds : { ...odds, values: odds.values.filter(isKept), rest }
}

function textTo(tree: GrownTree, { id }: TreeNode): string {
  return pathTo(tree, id)
    .map((a) => a.text)
    .join('')
}

function reached(text: string, { alternative, depth }: TreeNode, { before }: NumberToken): Reached {
  const [, lead = '', digits = '', tail = ''] = /^([^\d.-]*)(-?\d*(?:\.\d*)?)([^]*)$/.exec(text) ?? []
  const isBegun = /\d/.test(digits)
  if (alternative.ends === true) return isBegun ? { type: 'value', value: Number(digits) } : { type: 'other' }
  if (isBegun && lead.trim() !== before.trim()) return { type: 'other' }
  if (isBegun && tail !== '') return { type: 'value', value: Number(digits) }
  if (isBegun) return { type: 'within' }
  // Blanks and a sign may come before it; other words are no number.
  const isLead = tail === '' && before.trim().startsWith(lead.trim())
  return isLead && depth < 3 ? { type: 'within' } : { type: 'other' }
}
