/** Groups and dumps of rollouts as data and as tables for a terminal. Pure. */
import type { RolloutBranch } from '../../app/groups/group'
import type { RolloutGroup } from '../../app/rewards/rollout'
import { measure, scoreGroup } from '../../app/rewards/total'
import type { Variant } from '../../app/rewards/variants'
import type { Curve, GroupRow, RolloutDump } from '../../app/host/rollouts'
import { stepsOf, type Project } from '../../app/trace/project'

/** A group as one object. */
export type GroupResult = ReturnType<typeof groupResult>

/** Every rollout with its reward terms, and how much of the prompt was computed once. */
export function groupResult(
  { project, branches }: { readonly project: Project; readonly branches: readonly RolloutBranch[] },
  group: RolloutGroup,
  variant: Variant,
) {
  const scores = scoreGroup(
    group.rollouts.map((r) => measure(r, group)),
    variant,
  )
  const first = branches.flatMap((b) => stepsOf(project, b)[0]?.timings ?? [])
  const sum = (pick: (t: (typeof first)[number]) => number) => first.reduce((all, t) => all + pick(t), 0)
  return {
    question: group.question,
    gold: group.gold,
    rewards: variant.id,
    seed: branches[0]?.rollout.seed,
    temperature: branches[0]?.settings.temperature,
    model: branches[0]?.model,
    mean: scores.advantages.mean,
    deviation: scores.advantages.deviation,
    promptTokens: sum((t) => t.promptTokens),
    sharedTokens: sum((t) => t.cachedTokens),
    rollouts: group.rollouts.map((rollout, i) => {
      const scored = scores.rollouts[i]
      return {
        answer: rollout.answer,
        right: group.gold.length === 0 || scored?.undecided === true ? null : scored?.right === true,
        terms: Object.fromEntries(scored?.terms.map(({ term, value }) => [term, value]) ?? []),
        total: scored?.total ?? 0,
        advantage: scores.advantages.values[i] ?? 0,
        seed: branches[i]?.settings.seed,
        tokens: rollout.tokens?.filter((t) => t.loss).length ?? 0,
        looks: rollout.looks.map((look) => look.numbers),
        text: rollout.text,
      }
    }),
  }
}

/** A table: a rollout a line. */
export function groupText({ rollouts, mean, deviation, promptTokens, sharedTokens }: GroupResult): string {
  const names = Object.keys(rollouts[0]?.terms ?? {}).filter((name) =>
    rollouts.some((r) => (r.terms[name] ?? 0) !== 0),
  )
  const head = ['#', 'answer', 'right', ...names, 'total', 'advantage', 'tokens', 'looks']
  const lines = rollouts.map((r, i) => [
    String(i + 1),
    r.answer === '' ? '–' : r.answer.slice(0, 40).replaceAll('\n', ' '),
    r.right === null ? '?' : r.right ? 'yes' : 'no',
    ...names.map((name) => short(r.terms[name] ?? 0)),
    short(r.total),
    r.advantage.toFixed(2),
    String(r.tokens),
    String(r.looks.length),
  ])
  const foot = `mean ${short(mean)}, deviation ${short(deviation)}; ${sharedTokens} of ${promptTokens} prompt tokens shared\n`
  return columns([head, ...lines]) + foot
}

/** A dump as one object. */
export type DumpResult = ReturnType<typeof dumpResult>

/** What is in a dump: its groups (a page of them) and its curve. */
export function dumpResult(
  { name, format, groups: known, rollouts, issues }: RolloutDump,
  {
    total,
    groups,
    curve,
  }: { readonly total: number; readonly groups: readonly GroupRow[]; readonly curve: Curve },
) {
  return {
    name,
    format,
    groups: known,
    rollouts,
    issues,
    matching: total,
    listed: groups,
    curve: {
      from: curve.from,
      steps: curve.steps,
      series: Object.fromEntries(curve.series.map(({ name: of, values }) => [of, values])),
    },
  }
}

/** A table of groups, and the curve's first and last step. */
export function dumpText({
  name,
  format,
  groups,
  rollouts,
  issues,
  matching,
  listed,
  curve,
}: DumpResult): string {
  const head = ['step', 'right', 'mean', 'deviation', 'looks', 'question']
  const lines = listed.map((g) => [
    g.step === undefined ? '–' : String(g.step),
    g.right === undefined ? '–' : `${g.right}/${g.rollouts}`,
    g.mean === undefined ? '–' : short(g.mean),
    g.deviation === undefined ? '–' : short(g.deviation),
    g.looks.toFixed(1),
    g.question.replaceAll('\n', ' ').slice(0, 60),
  ])
  const [first, last] = [curve.steps[0], curve.steps.at(-1)]
  const ends = Object.entries(curve.series).map(
    ([of, values]) => `  ${of}: ${valueText(values[0])} → ${valueText(values.at(-1))}\n`,
  )
  return [
    `${name}: ${groups} groups, ${rollouts} rollouts, ${format ?? 'unknown'}${issues > 0 ? `, ${issues} not readable` : ''}\n`,
    columns([head, ...lines]),
    matching > listed.length ? `… ${matching - listed.length} more (--limit)\n` : '',
    first === undefined
      ? ''
      : `step ${first} → ${last}${curve.from === 'log' ? ', from the trainer’s log' : ''}\n`,
    ...(first === undefined ? [] : ends),
  ].join('')
}

function valueText(value: number | null | undefined): string {
  return typeof value === 'number' ? short(value) : '–'
}

function short(value: number): string {
  return String(Number(value.toFixed(3)))
}

/** Lines with columns of equal width; numbers to the right. */
function columns(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, c) => Math.max(...lines.map((line) => line[c]?.length ?? 0)))
  const numeric = widths.map((_, c) => lines.slice(1).every((line) => /^[-–\d./?]+$/.test(line[c] ?? '')))
  return lines
    .map((line) =>
      line
        .map((cell, c) => (numeric[c] === true ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}
