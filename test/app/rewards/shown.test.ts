/** A trainer's rollouts as branches, as the window scores them: the very text the trainer scored, and its numbers. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { groupsOf } from '../../../app/groups/group'
import { groupChanges } from '../../../app/groups/project'
import { relookDump } from '../../../app/groups/relook-dump'
import { rolloutGroupOf } from '../../../app/groups/rollouts'
import { groupOfDump } from '../../../app/rewards/dump'
import { measure, totalReward } from '../../../app/rewards/total'
import { paper } from '../../../app/rewards/variants'
import { replay } from '../../../app/trace/replay'
import { must } from '../../builders/must'

const lines = readFileSync('test/fixtures/rollouts/r3-mini.jsonl', 'utf8').trim().split('\n')

it.each(lines.map((line, i) => [i, line] as const))('group %d of a real dump', (_i, line) => {
  const record: unknown = JSON.parse(line)
  const written = groupOfDump(record, 'g')
  const parts = relookDump.parse(record)
  if (!written.ok || !parts.ok) throw new Error('not read')
  const { size, rollouts } = written.value
  const image = { id: 'a'.repeat(64), name: 'picture.png', bytes: 1, ...must(size) }
  const project = must(replay(groupChanges(must(parts.value[0]), { id: 'g', title: '', at: 0, image })))
  const shown = rolloutGroupOf(project, must(groupsOf(project)[0]))
  expect(shown.rollouts.map((r) => r.text)).toEqual(rollouts.map((r) => r.text))
  const totals = shown.rollouts.map((r) => totalReward(measure(r, shown), paper).total)
  for (const [i, { recorded }] of rollouts.entries()) expect(totals[i]).toBeCloseTo(must(recorded?.total), 3)
})
