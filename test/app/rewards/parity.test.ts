/** The rewards give the same numbers in TypeScript and in Python, term by term. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { withSettings } from '../../../app/exports/grpo/settings'
import { accuracy } from '../../../app/rewards/accuracy'
import { terms } from '../../../app/rewards/reward'
import { measure, totalReward } from '../../../app/rewards/total'
import { released, standardOf, variants, type Scoring } from '../../../app/rewards/variants'
import { drawReplies, type Drawn } from '../../builders/rollouts'
import { describeNeeding, python as pythonThere, pythonCommand } from '../../builders/needs'

const folder = mkdtempSync(join(tmpdir(), 'relook-rewards-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const python = readFileSync('app/exports/grpo/rewards.py', 'utf8')
const replies = drawReplies(1000, 20250522)
/** Without a given box the term is 0; with a weight it is compared too. */
const weighed = (scoring: Scoring): Scoring => ({
  ...scoring,
  terms: { ...scoring.terms, iou: { ...scoring.terms.iou, weight: 0.7, cap: 0.6 } },
})

function scoredBy(words: readonly string[], cases: readonly Drawn[]): readonly Record<string, number>[] {
  const input = cases.map(({ rollout, asked }) => ({
    text: rollout.text,
    gold: asked.gold,
    size: [asked.size?.width, asked.size?.height],
    frame: [asked.frame?.width, asked.frame?.height],
    boxes: (asked.boxes ?? []).map((b) => [b.left, b.top, b.right, b.bottom]),
    verdict: rollout.verdict,
    source: asked.source,
    requested: rollout.looks.map((l) => l.numbers),
  }))
  const script = resolve('test/builders/score-replies.py')
  const done = spawnSync(pythonCommand, ['-B', script, ...words], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1e8,
    env: { ...process.env, PYTHONPATH: resolve('.') },
  })
  if (done.status !== 0) throw new Error(done.stderr)
  return JSON.parse(done.stdout) as Record<string, number>[]
}

function scoredHere(scoring: Scoring, cases: readonly Drawn[]): readonly Record<string, number>[] {
  return cases.map(({ rollout, asked }) => {
    const found = totalReward(measure(rollout, asked), scoring)
    return { ...Object.fromEntries(found.terms.map((t) => [t.term, t.value])), total: found.total }
  })
}

/** The replies of which a term differs by more than 1e-9, with both values. */
function differences(
  names: readonly string[],
  cases: readonly Drawn[],
  [here, there]: readonly [readonly Record<string, number>[], readonly Record<string, number>[]],
) {
  return cases.flatMap(({ rollout }, i) =>
    names.flatMap((name) => {
      const [a, b] = [here[i]?.[name] ?? NaN, there[i]?.[name] ?? NaN]
      return Math.abs(a - b) <= 1e-9 ? [] : [{ name, here: a, there: b, text: rollout.text.slice(0, 300) }]
    }),
  )
}

describeNeeding(pythonThere, 'rewards in Python', () => {
  it.each(variants)('$id: the exported file scores 1,000 replies as Relook does', (variant) => {
    const scoring = weighed(variant)
    const file = join(folder, `${variant.id}.py`)
    writeFileSync(file, withSettings(python, scoring))
    const here = scoredHere(scoring, replies)
    expect(here).toHaveLength(1000)
    expect(differences([...terms, 'total'], replies, [here, scoredBy(['exported', file], replies)])).toEqual(
      [],
    )
  })

  it('gives every term something to compare', () => {
    for (const variant of variants) {
      const here = scoredHere(weighed(variant), replies)
      for (const term of terms) {
        const values = here.map((r) => r[term] ?? NaN)
        const some = values.filter((v) => v > 0).length
        expect([term, some > 40, some < 1000]).toEqual([term, true, true])
      }
    }
  })

  it.each(variants)('$id: the trainer scores them so too, where it computes the same', (variant) => {
    // The trainer knows one rule of accuracy for both, one text of accepted answers, no judge and no box to compare with.
    // Its patterns take quadratic time on what collapsed policies write, and Python's stack ends in deep lists.
    const terms = { ...variant.terms, accuracy: standardOf(accuracy) }
    const cases = replies
      .map(({ rollout: { verdict: _judge, ...rollout }, asked }) => ({ rollout, asked }))
      .filter(
        ({ rollout, asked }) =>
          asked.gold.length === 1 && rollout.text.length < 20_000 && !/\[{300}/.test(rollout.text),
      )
    expect(cases.length).toBeGreaterThan(400)
    const here = scoredHere({ ...variant, terms }, cases)
    const names = ['accuracy', 'format', 'region', 'length']
    expect(differences(names, cases, [here, scoredBy(['training', variant.id], cases)])).toEqual([])
  })

  it('keeps the released weights in the exported file', () => {
    expect(withSettings(python, released)).toContain(
      '"length": {"reward": "length-released", "weight": 0.01, "cap": 0.1}',
    )
  })
})
