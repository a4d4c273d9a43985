/** The branches as a tree, in the order they are listed. Pure. */
import type { Branch, BranchId } from '../../../app/trace/project'

/** A branch and how deep it stands under the one it left. */
export interface TreeRow {
  readonly branch: Branch
  readonly depth: number
}

/** Parents before children, oldest first. A branch whose parent is in the bin stands where its parent would. */
export function treeOf(branches: readonly Branch[]): readonly TreeRow[] {
  const children = new Map<BranchId | undefined, Branch[]>()
  const known = new Set(branches.map((b) => b.id))
  for (const branch of branches) {
    const parent = branch.fork !== undefined && known.has(branch.fork.branch) ? branch.fork.branch : undefined
    children.set(parent, [...(children.get(parent) ?? []), branch])
  }
  const rows: TreeRow[] = []
  const visit = (parent: BranchId | undefined, depth: number) => {
    for (const branch of children.get(parent) ?? []) {
      if (!branch.binned) rows.push({ branch, depth })
      visit(branch.id, branch.binned ? depth : depth + 1)
    }
  }
  visit(undefined, 0)
  return rows
}

/** Another way the story went on at one place. */
export interface Sibling {
  readonly step: string
  /** The newest branch that goes this way. */
  readonly branch: BranchId
}

/**
 * The ways branches go on at place `at` of a path, oldest first, after the same steps before it. One: nothing parts here.
 */
export function siblingsAt(
  branches: readonly Branch[],
  path: readonly string[],
  at: number,
): readonly Sibling[] {
  const found = new Map<string, BranchId>()
  for (const branch of branches) {
    const step = branch.path[at]
    if (branch.binned || step === undefined || sharedSteps(branch.path, path) < at) continue
    found.set(step, branch.id)
  }
  return [...found].map(([step, branch]) => ({ step, branch }))
}

/** Step numbers two branches share at their beginning. */
export function sharedSteps(a: readonly string[], b: readonly string[]): number {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return n
}
