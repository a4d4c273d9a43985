/** What was worked out of a look's numbers: what is kept in the project, and over it what is asked for now. */
import { expect, test } from 'vitest'
import { workedOdds } from '../../../renderer/session/tokens/odds'
import { noTokens } from '../../../renderer/session/tokens/tokens-state'
import type { Evidence } from '../../../app/trace/evidence'
import type { WorkedOut } from '../../../app/trace/odds'
import { projectWith } from '../../builders/project'

const odds = (written: number): WorkedOut => ({
  ...{ written, probability: 1, values: [], rest: 0, open: true, other: 0, asked: 3 },
})
const kept = (number: number, written: number): Evidence => ({
  ...{ type: 'odds', id: `e${number}`, branch: 'other', at: 1, model: 'm', look: 'l1', number },
  odds: odds(written),
})

function workedIn(evidence: readonly Evidence[] | undefined, worked: Record<string, WorkedOut[]>) {
  const project = { ...projectWith(), ...(evidence === undefined ? {} : { evidence }) }
  const state = { tokens: { ...noTokens, worked }, document: { project } }
  return workedOdds(state as unknown as Parameters<typeof workedOdds>[0])
}

test('is what the project keeps, whichever branch it was asked on, number by number', () => {
  const all = workedIn([kept(0, 10), kept(2, 30)], { l1: [odds(11)], l2: [odds(5)] })
  expect(all['l1']?.map((o) => o?.written)).toEqual([11, undefined, 30])
  expect(all['l2']?.map((o) => o?.written)).toEqual([5])
  expect(workedIn(undefined, {})).toEqual({})
})

test('stays the same object as long as nothing changed, so that nothing is drawn again', () => {
  const evidence = [kept(0, 10)]
  const worked = {}
  expect(workedIn(evidence, worked)).toBe(workedIn(evidence, worked))
  expect(workedIn(evidence, { l1: [odds(1)] })['l1']?.[0]?.written).toBe(1)
})
