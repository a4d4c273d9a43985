/** What the index keeps of each group: where its records stand, and the numbers its list and curve are made of. Pure. */
import { z } from 'zod'
import { given } from '../../app/given'
import { msg } from '../../app/message'
import { isRight, type DumpPart, type DumpRollout } from '../../app/groups/dump'
import type { Curve, GroupQuery, GroupRow } from '../../app/host/rollouts'

const place = z.object({
  file: z.number(),
  offset: z.number(),
  length: z.number(),
  /** Which parts of the record belong to the group. */
  parts: z.array(z.number()),
})

/** A group in the index. */
export const entryShape = z.object({
  step: z.number().exactOptional(),
  key: z.string(),
  question: z.string(),
  gold: z.string().exactOptional(),
  places: z.array(place),
  rollouts: z.number(),
  judged: z.number(),
  right: z.number(),
  totals: z.array(z.number()),
  /** By term: sum over the rollouts that have it, and how many do. */
  terms: z.record(z.string(), z.tuple([z.number(), z.number()])),
  looks: z.number(),
  tokens: z.tuple([z.number(), z.number()]),
})
export type GroupEntry = z.infer<typeof entryShape>

const shortest = 300

/** A group nothing is known of but what it was asked. */
export function newEntry(part: DumpPart, key: string): GroupEntry {
  return {
    ...given({ step: part.step }),
    key,
    question: part.question.slice(0, shortest),
    ...given({ gold: part.gold[0] === undefined ? undefined : part.gold.join(' / ').slice(0, shortest) }),
    places: [],
    rollouts: 0,
    judged: 0,
    right: 0,
    totals: [],
    terms: {},
    looks: 0,
    tokens: [0, 0],
  }
}

/** Adds a record's part to its group. */
export function addPart(
  entry: GroupEntry,
  part: DumpPart,
  { index, ...at }: Omit<GroupEntry['places'][number], 'parts'> & { readonly index: number },
): void {
  const last = entry.places.at(-1)
  if (last !== undefined && last.file === at.file && last.offset === at.offset) last.parts.push(index)
  else entry.places.push({ ...at, parts: [index] })
  for (const rollout of part.rollouts) addRollout(entry, rollout)
}

function addRollout(entry: GroupEntry, rollout: DumpRollout): void {
  entry.rollouts++
  entry.looks += rollout.looks
  const right = isRight(rollout)
  if (right !== undefined) entry.judged++
  if (right === true) entry.right++
  const { terms = {}, total } = rollout.recorded
  if (total !== undefined) entry.totals.push(total)
  for (const [name, value] of Object.entries(terms)) {
    const [sum, count] = entry.terms[name] ?? [0, 0]
    entry.terms[name] = [sum + value, count + 1]
  }
  if (rollout.tokens !== undefined) {
    entry.tokens[0] += rollout.tokens.filter((t) => t.loss).length
    entry.tokens[1]++
  }
}

/** The entry as it is listed. */
export function rowOf(entry: GroupEntry, at: number): GroupRow {
  const { totals, rollouts } = entry
  const mean = totals.length === 0 ? undefined : totals.reduce((a, b) => a + b, 0) / totals.length
  const squares = mean === undefined ? 0 : totals.reduce((sum, t) => sum + (t - mean) ** 2, 0)
  return {
    at,
    ...given({ step: entry.step }),
    question: entry.question,
    ...given({ gold: entry.gold }),
    rollouts,
    ...given({
      right: entry.judged === 0 ? undefined : entry.right,
      mean,
      deviation: totals.length < 2 ? undefined : Math.sqrt(squares / (totals.length - 1)),
    }),
    looks: rollouts === 0 ? 0 : entry.looks / rollouts,
    ...given({ tokens: entry.tokens[1] === 0 ? undefined : entry.tokens[0] / entry.tokens[1] }),
  }
}

/** Positions of the entries that match, in the order asked for. */
export function matchingEntries(entries: readonly GroupEntry[], query: GroupQuery): readonly number[] {
  const text = query.text?.trim().toLowerCase() ?? ''
  const matching = [...entries.keys()].filter((at) => {
    const entry = entries[at]
    if (entry === undefined) return false
    if (query.step !== undefined && entry.step !== query.step) return false
    if (text !== '' && !`${entry.question}\n${entry.gold ?? ''}`.toLowerCase().includes(text)) return false
    return isKind(entry, query.kind)
  })
  const { sort = 'file', down = false } = query
  if (sort === 'file') return down ? matching.reverse() : matching
  const values = new Map(matching.map((at) => [at, sortValue(rowOf(entries[at] as GroupEntry, at), sort)]))
  // What has no number comes last, whichever way it is sorted.
  return matching.sort((a, b) => {
    const [x, y] = [values.get(a), values.get(b)]
    if (x === undefined || y === undefined) return x === y ? a - b : x === undefined ? 1 : -1
    return (down ? y - x : x - y) || a - b
  })
}

function sortValue(row: GroupRow, sort: Exclude<GroupQuery['sort'], 'file' | undefined>): number | undefined {
  return sort === 'right' ? (row.right === undefined ? undefined : row.right / row.rollouts) : row[sort]
}

function isKind({ totals, judged, right }: GroupEntry, kind: GroupQuery['kind']): boolean {
  const flat = totals.every((t) => t === totals[0])
  switch (kind) {
    case undefined:
      return true
    case 'useful':
      return totals.length > 1 && !flat
    case 'flat':
      return totals.length > 0 && flat
    case 'all-right':
      return judged > 0 && right === judged
    case 'all-wrong':
      return judged > 0 && right === 0
  }
}

/** Means over the groups of each step: every term, the total, the share of right answers, looks, groups that teach. */
export function curveOf(entries: readonly GroupEntry[]): Curve {
  const bySteps = new Map<number, GroupEntry[]>()
  for (const entry of entries) {
    if (entry.step === undefined) continue
    const there = bySteps.get(entry.step)
    if (there === undefined) bySteps.set(entry.step, [entry])
    else there.push(entry)
  }
  const steps = [...bySteps.keys()].sort((a, b) => a - b)
  const names = [...new Set(entries.flatMap((e) => Object.keys(e.terms)))]
  const over = (value: (entries: readonly GroupEntry[]) => number | null) =>
    steps.map((step) => value(bySteps.get(step) ?? []))
  const series = [
    { name: msg('total'), values: over((all) => share(all.flatMap((e) => e.totals))) },
    ...names.map((name) => ({ name, values: over(ratio((e) => e.terms[name] ?? [0, 0])) })),
    { name: msg('right'), values: over(ratio((e) => [e.right, e.judged])) },
    { name: msg('looks'), values: over(ratio((e) => [e.looks, e.rollouts])) },
    { name: msg('tokens'), values: over(ratio((e) => e.tokens)) },
    { name: 'useful groups', values: over((all) => share(all.map((e) => Number(isKind(e, 'useful'))))) },
  ]
  return { from: 'dump', steps, series: series.filter(({ values }) => values.some((v) => v !== null)) }
}

function share(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length
}

/** Over groups: a sum of each by how many it is the sum of. */
function ratio(of: (entry: GroupEntry) => readonly [sum: number, count: number]) {
  return (entries: readonly GroupEntry[]): number | null => {
    const pairs = entries.map(of)
    const count = pairs.reduce((all, [, n]) => all + n, 0)
    return count === 0 ? null : pairs.reduce((all, [sum]) => all + sum, 0) / count
  }
}
