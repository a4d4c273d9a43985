/** Relook's own file: whole trees out and in again. */
import fc from '../../builders/properties'
import { expect, test } from 'vitest'
import { must } from '../../builders/must'
import { relook as writer } from '../../../app/exports/relook'
import { select, defaultSelection } from '../../../app/exports/select'
import { relook as format } from '../../../app/formats/relook'
import { treeChanges } from '../../../app/formats/tree'
import type { Evidence } from '../../../app/trace/evidence'
import { replay } from '../../../app/trace/replay'
import { fiveSteps, projectWith } from '../../builders/project'
import { trees } from '../../builders/trees'

/** As it comes back from a file. */
function written(row: unknown): unknown {
  return JSON.parse(JSON.stringify(row))
}

test('a tree reads back to the same tree', () => {
  fc.assert(
    fc.property(trees, (project) => {
      const read = format.parse(written(writer.tree?.(project)))
      if (!read.ok) throw new Error(JSON.stringify(read.issues))
      expect(read.value[0]?.tree).toEqual(project)
    }),
    { numRuns: 60 },
  )
})

test('the changes that make a tree here give it with another id, and nothing to undo', () => {
  fc.assert(
    fc.property(trees, (project) => {
      expect(replay(treeChanges(project, { id: 'here' }))).toEqual({ ...project, id: 'here' })
    }),
    { numRuns: 60 },
  )
})

test('another picture id is put into every view', () => {
  const image = { ...projectWith().image, id: 'other' }
  const made = replay(treeChanges(projectWith(), { id: 'here', image }))
  expect(JSON.stringify(made)).not.toContain('"image":"img"')
})

test('one branch is written with what concerns it only', () => {
  const project = projectWith(fiveSteps)
  const other = { ...must(project.branches[0]), id: 'other', path: ['t1'] }
  const both = { ...project, branches: [...project.branches, other] }
  const [trace] = select(both, { ...defaultSelection, branch: 'other' }).traces
  const rows = writer.write(must(trace), {} as never)
  if (!rows.ok) throw new Error('not written')
  const tree = (written(rows.value[0]) as { project: typeof project }).project
  expect(Object.keys(tree.steps)).toEqual(['t1'])
  expect(tree.branches.map((b) => b.id)).toEqual(['other'])
})

test.each([
  [{ relook: 2, project: {} }, 'relook'],
  [{ relook: 1 }, 'project'],
  [
    {
      relook: 1,
      project: { ...projectWith(), branches: [{ ...projectWith().branches[0], path: ['nowhere'] }] },
    },
    'project.branches',
  ],
  [
    { relook: 1, project: { ...projectWith(), steps: { t: { id: 't', type: 'dream' } } } },
    'project.steps.t.type',
  ],
])('a row that is not right is refused with its place (%#)', (row, path) => {
  const read = format.parse(written(row))
  expect(read.ok).toBe(false)
  expect(read.issues.map((i) => i.path)).toContain(path)
})

test('numbers that were worked out read back to the same, with every branch that has their look', () => {
  const project = projectWith(fiveSteps)
  const main = must(project.branches[0])
  const odds: Evidence = {
    ...{ type: 'odds', id: 'e', branch: 'other', at: 1, model: 'm', look: 'l1', number: 2 },
    odds: {
      ...{ written: 110, probability: 0.6, rest: 0.1, open: true, other: 0, asked: 3 },
      values: [
        { low: 110, high: 110, probability: 0.6 },
        {
          ...{ low: 96, high: 96, probability: 0.3 },
          by: {
            at: 4,
            alternative: { text: '9', logprob: -1.2, id: 24 },
            then: [{ text: '6', logprob: -0.1 }],
          },
        },
      ],
    },
  }
  const known = { ...project, evidence: [odds, { ...odds, id: 'f', look: 'gone' }] }
  const read = format.parse(written(writer.tree?.(known)))
  expect(read.ok && read.value[0]?.tree?.evidence).toEqual(known.evidence)
  const [trace] = select(known, { ...defaultSelection, branch: main.id }).traces
  const rows = writer.write(must(trace), {} as never)
  expect(rows.ok && written(rows.value[0])).toMatchObject({ project: { evidence: [odds] } })
})

test('what was found out about a branch goes along with it, and what is no evidence stays behind', () => {
  const about = (branch: string): Evidence => ({
    type: 'trials',
    id: `e-${branch}`,
    branch,
    at: 1,
    model: 'm',
    look: 'l1',
    trials: [{ kind: 'same', answer: '7' }],
  })
  const project = projectWith(fiveSteps)
  const main = must(project.branches[0])
  const evidence = [about(main.id), about('other')]
  const known = { ...project, evidence }
  const read = format.parse(written(writer.tree?.(known)))
  expect(read.ok && read.value[0]?.tree?.evidence).toEqual(evidence)
  expect(replay(treeChanges(known, { id: 'here' }))?.evidence).toEqual(evidence)
  const [trace] = select(known, { ...defaultSelection, branch: main.id }).traces
  const rows = writer.write(must(trace), {} as never)
  expect(rows.ok && written(rows.value[0])).toMatchObject({ project: { evidence: [about(main.id)] } })
  const odd = { ...(written(writer.tree?.(known)) as { project: object }) }
  const mended = format.parse({
    ...odd,
    project: { ...odd.project, evidence: [evidence[0], 'x', { type: 'map' }] },
  })
  expect(mended.ok && mended.value[0]?.tree?.evidence).toEqual([evidence[0]])
  const none = format.parse({ ...odd, project: { ...odd.project, evidence: 'x' } })
  expect(none.ok && none.value[0]?.tree?.evidence).toBeUndefined()
})
