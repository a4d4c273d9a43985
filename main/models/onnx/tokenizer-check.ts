/**
 * What in a tokenizer.json would make it explode, found before it is used: patterns that try everything, replacements that make a
 * text longer without end, steps without number. Pure. What gets by is broken off by time.
 */

/** Longest pattern; that of GPT-4o has some 400 characters. */
const longestPattern = 2000
/** Longest text that a replacement puts in place of another. */
const longestReplacement = 64
/** Normalizers and pre-tokenizers, one in the other. */
const mostSteps = 32
/** Tokens; the largest vocabularies have some 260,000. */
const mostTokens = 2_000_000

/** Why a tokenizer cannot be used; undefined when nothing is known against it. */
export function tokenizerProblem(file: object): string | undefined {
  const { normalizer, pre_tokenizer: pre, model, added_tokens: added } = file as Record<string, unknown>
  const steps: Record<string, unknown>[] = []
  for (const root of [normalizer, pre])
    if (!collect(root, steps)) return `it has more than ${mostSteps} steps, or they hold themselves`
  for (const step of steps) {
    const problem = stepProblem(step)
    if (problem !== undefined) return problem
  }
  const { vocab, merges } = isRecord(model) ? model : {}
  const sizes = [isRecord(vocab) ? Object.keys(vocab).length : 0, lengthOf(merges), lengthOf(added)]
  return sizes.some((size) => size > mostTokens) ? `it has more than ${mostTokens} tokens` : undefined
}

/** All steps of a tree of them; false when there are too many. */
function collect(step: unknown, into: Record<string, unknown>[]): boolean {
  if (!isRecord(step)) return true
  into.push(step)
  if (into.length > mostSteps) return false
  const inner = [step['normalizers'], step['pretokenizers']].flatMap((list) =>
    Array.isArray(list) ? list : [],
  )
  return inner.every((one) => collect(one, into))
}

function stepProblem({ type, pattern, content }: Record<string, unknown>): string | undefined {
  if (typeof content === 'string' && content.length > longestReplacement)
    return `a replacement of ${content.length} characters would make texts grow`
  const regex = isRecord(pattern) ? pattern['Regex'] : undefined
  if (type === 'Replace' && regex === '') return 'an empty pattern would make texts grow'
  return typeof regex === 'string' ? patternProblem(regex) : undefined
}

/**
 * Whether matching can take exponential time: a repeated group that holds a repetition itself, or a reference back. Character classes
 * and escapes are passed over. No tokenizer of the field has any of these.
 */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return `a pattern of ${pattern.length} characters`
  if (/\\(\d|k<)/.test(pattern.replace(/\\\\/g, ''))) return 'a pattern that refers back to itself'
  /** For each open group: whether something in it is repeated without a limit. */
  const groups: boolean[] = [false]
  let closed = false
  const token =
    /\\[pPuxk]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!>]|<[=!]|[a-z-]+:|<\w+>))?|\)|[*+]|\{\d*,?\d*\}|[^]/gu
  for (const [part] of pattern.matchAll(token)) {
    if (part.startsWith('(') && part !== ')') groups.push(false)
    else if (part === ')') {
      closed = groups.pop() ?? false
      if (groups.length === 0) return 'a pattern with a bracket too many'
      if (closed) groups[groups.length - 1] = true
      continue
    } else if (part === '*' || part === '+' || /^\{\d*,\}$/.test(part) || /^\{\d{3,}/.test(part)) {
      if (closed) return 'a pattern that repeats a repetition'
      groups[groups.length - 1] = true
    }
    closed = false
  }
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}
