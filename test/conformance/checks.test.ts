/** What every check of a trace must be: one suite over the registry. */
import fc from '../builders/properties'
import { describe, expect, it } from 'vitest'
import { checks, type Check } from '../../app/checks'
import { checkedOf } from '../../app/checks/checked'
import { fiveSteps, projectWith } from '../builders/project'
import { trees } from '../builders/trees'

const all: readonly Check[] = checks

/** The branches of a project as checks look at them. */
const checkedIn = (project: ReturnType<typeof projectWith>) =>
  project.branches.map((branch) => checkedOf(project, branch))

describe.each(all.map((c): [string, Check] => [c.id, c]))('check %s', (id, check) => {
  it('has an id of its own, a name, and a question', () => {
    expect(all.filter((c) => c.id === id)).toHaveLength(1)
    expect(check.name).not.toBe('')
    expect(check.asks).toMatch(/[.?]$/)
  })

  it('finds nothing in a sound trace', () => {
    for (const trace of checkedIn(projectWith(fiveSteps))) expect(check.find(trace)).toEqual([])
  })

  it('takes any trace, says what it found in a sentence, and finds the same again', () => {
    fc.assert(
      fc.property(trees, (project) => {
        for (const trace of checkedIn(project)) {
          const found = check.find(trace)
          expect(check.find(trace)).toEqual(found)
          for (const { check: by, message, step } of found) {
            expect([by, message.endsWith('.')]).toEqual([id, true])
            const known = [...trace.steps.map((s) => s.id), ...trace.looks.map((l) => l.id)]
            if (step !== undefined) expect(known).toContain(step)
          }
        }
      }),
      { numRuns: 100 },
    )
  })
})
