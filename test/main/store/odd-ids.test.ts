/** Ids that every object has already, or that look like places of a list: taken for what they are, or refused in words. */
import { describe, expect, test } from 'vitest'
import { relook } from '../../../app/formats/relook'
import { treeChanges } from '../../../app/formats/tree'
import type { Change } from '../../../app/trace/change'
import { stepsOf } from '../../../app/trace/project'
import { unitsOf } from '../../../app/trace/correct'
import { createProjects } from '../../../main/store/projects'
import { projectSummary } from '../../../main/store/index-file'
import { testFolder } from '../../builders/folder'
import { branch, fiveSteps } from '../../builders/project'

const odd = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  '7',
  'length',
]

/** The ids of a row of Relook's own format, each to be given an odd name. */
const ids = ['t1', 'l1', 'o1', 'a1', 'b', 'ann', 'new', 'g', 'img', 'gone'] as const

const row = JSON.stringify({
  relook: 1,
  image: 'page.png',
  project: {
    id: 'p',
    title: 'page',
    createdAt: 1,
    image: { id: 'img', name: 'page.png', bytes: 10, width: 1008, height: 756 },
    steps: Object.fromEntries(fiveSteps.map((s) => [s.id, s])),
    branches: [
      {
        ...branch(
          'b',
          fiveSteps.map((s) => s.id),
        ),
        rollout: { group: 'g', index: 0, of: 2 },
        run: { type: 'ended', startedAt: 1, endedAt: 2, reason: 'answered' },
      },
      { ...branch('other', ['t1']), fork: { branch: 'b', step: 't1' } },
    ],
    drafts: {
      t1: { type: 'text', text: 'changed' },
      new: { type: 'thought', branch: 'b', after: 't1', text: 'put in' },
      lost: { type: 'thought', branch: 'b', after: 'gone', text: 'after what is not there' },
    },
    reviews: {
      'b/ann': { by: 'ann', at: 3, tags: [], note: 'n', goldBoxes: [], spent: 5, verdict: 'accepted' },
    },
  },
})

async function open(folder: string, base?: readonly Change[]) {
  const projects = await createProjects({ folder, report: () => undefined, now: () => 7 })
  projects.addOrigin(async (id) => (id === 'p' ? base : undefined))
  return projects
}

describe.each(odd)('the id %s', (name) => {
  test.each(ids)('for “%s” survives, or is refused in words', async (id) => {
    const renamed = row
      .replaceAll(`"${id}"`, JSON.stringify(name))
      .replaceAll(`"b/${id}"`, JSON.stringify(`b/${name}`))
    const own = id === 'b' ? renamed.replaceAll('"b/ann"', JSON.stringify(`${name}/ann`)) : renamed
    const parsed = relook.parse(JSON.parse(own))
    const tree = parsed.ok ? parsed.value[0]?.tree : undefined
    if (tree === undefined) {
      expect(parsed.issues[0]?.message).toBeTypeOf('string')
      return
    }
    const folder = testFolder()
    const first = await open(folder, treeChanges(tree, { id: 'p' }))
    const before = await first.use('p', async (live) => {
      const main = live.state().branches[0]?.id ?? ''
      await live.append([
        { type: 'drafted', key: name, draft: { type: 'thought', branch: main, text: 'drafted' } },
        { type: 'drafted', key: name, draft: null },
        { type: 'undone' },
        {
          type: 'reviewed',
          branch: main,
          review: { by: name, at: 4, tags: [], note: '', goldBoxes: [], spent: 0 },
        },
      ])
      return live.state()
    })
    await first.close()
    const second = await open(folder)
    const after = await second.use('p', async (live) => live.state())
    await second.close()
    expect(after).toEqual(before)
    expect(JSON.stringify(after)).toBe(JSON.stringify(before))
    expect(Object.hasOwn(after.drafts, name)).toBe(true)
    expect(after.reviews[`${after.branches[0]?.id ?? ''}/${name}`]).toMatchObject({ by: name })
    for (const one of after.branches) {
      const steps = stepsOf(after, one)
      expect(steps.every((step) => typeof step === 'object' && typeof step.id === 'string')).toBe(true)
      unitsOf({ steps, drafts: after.drafts, branch: one.id })
    }
    expect(after.branches[0]?.path).toHaveLength(5)
    expect(projectSummary(after, 1).branches).toBe(2)
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>)['text']).toBeUndefined()
  })
})
