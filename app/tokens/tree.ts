/** A tree of what a model could have said from a place on, grown where it is likeliest. Pure: what comes next is told. */
import type { Alternative } from '../trace/step'

/** A token of the tree. */
export interface TreeNode {
  readonly id: number
  /** Absent: it stands at the place itself. */
  readonly parent?: number
  readonly alternative: Alternative
  /** From 1: at the place itself. */
  readonly depth: number
  /** Natural log of the probability of all of it, from the place to here. */
  readonly joint: number
  /** What comes behind it is known. */
  readonly open: boolean
}

/** How far it grows. */
export interface TreeLimits {
  /** Tokens in a row. */
  readonly depth: number
  /** Alternatives of each. */
  readonly width: number
  /** Times that the model is asked, the first included. */
  readonly asks: number
}

/** A tree as far as it has grown. */
export interface GrownTree {
  readonly nodes: readonly TreeNode[]
  readonly asked: number
}

/** Nothing is known yet. */
export const noTree: GrownTree = { nodes: [], asked: 0 }

/** Of a path this unlikely nothing more is asked: natural log of 1 in 1,000. */
const least = Math.log(1e-3)

/** What is to be asked next: the likeliest token whose continuation is not known; undefined: enough is known. */
export function nextToAsk({ nodes, asked }: GrownTree, limits: TreeLimits): TreeNode | undefined {
  if (asked >= limits.asks) return undefined
  let best: TreeNode | undefined
  for (const node of nodes) {
    const isDone = node.open || node.depth >= limits.depth || node.alternative.ends === true
    if (!isDone && node.joint >= least && (best === undefined || node.joint > best.joint)) best = node
  }
  return best
}

/** The tree with what comes behind a token; behind none: at the place itself. Empty: nothing does, the segment is over. */
export function grownTree(
  { nodes, asked }: GrownTree,
  behind: TreeNode | undefined,
  { alternatives, width }: { readonly alternatives: readonly Alternative[]; readonly width: number },
): GrownTree {
  const fresh = alternatives.slice(0, width).map((alternative, i): TreeNode => {
    const depth = (behind?.depth ?? 0) + 1
    const joint = (behind?.joint ?? 0) + alternative.logprob
    return {
      id: nodes.length + i,
      ...(behind === undefined ? {} : { parent: behind.id }),
      alternative,
      depth,
      joint,
      open: false,
    }
  })
  const opened = nodes.map((n) => (n.id === behind?.id ? { ...n, open: true } : n))
  return { nodes: [...opened, ...fresh], asked: asked + 1 }
}

/** The tokens from the place to a node. */
export function pathTo({ nodes }: Pick<GrownTree, 'nodes'>, id: number): readonly Alternative[] {
  const path: Alternative[] = []
  for (
    let node = nodes[id];
    node !== undefined;
    node = node.parent === undefined ? undefined : nodes[node.parent]
  )
    path.unshift(node.alternative)
  return path
}

/** The tokens behind a node, the likeliest first; behind none: at the place itself. */
export function behind({ nodes }: Pick<GrownTree, 'nodes'>, id: number | undefined): readonly TreeNode[] {
  return nodes.filter((n) => n.parent === id).sort((a, b) => b.joint - a.joint)
}
