/**
 * What is accepted survives write → restart → read, whatever the file said: rows of Relook's own format with damage of a seed, journals
 * with damage, fields nobody knows.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { relook as writer } from '../../../app/exports/relook'
import { relook } from '../../../app/formats/relook'
import { treeChanges } from '../../../app/formats/tree'
import type { Change } from '../../../app/trace/change'
import type { Draft, Project } from '../../../app/trace/project'
import { createProjects } from '../../../main/store/projects'
import { branch, fiveSteps } from '../../builders/project'
import { testFolder } from '../../builders/folder'
import { randomFrom, type Random } from '../../soak/random'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A row of the format with something in every part of it. */
const goodRow = (): Json =>
  JSON.parse(
    JSON.stringify({
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
            run: { type: 'ended', startedAt: 1, endedAt: 2, reason: 'answered' },
          },
          {
            ...branch('c', ['t1', 'l1']),
            fork: { branch: 'b', step: 'l1' },
            rollout: { group: 'g', index: 0, of: 2 },
          },
        ],
        drafts: {
          l1: { type: 'region', region: { left: 1, top: 2, right: 30, bottom: 40 } },
          t2: { type: 'text', text: 'new' },
        },
        reviews: {
          'b/ann': {
            by: 'ann',
            at: 3,
            tags: ['format'],
            note: 'n',
            goldBoxes: [],
            spent: 5,
            verdict: 'accepted',
          },
        },
      },
    }),
  ) as Json

/** One to three values taken away, or replaced by something else. */
function damaged(row: Json, random: Random): Json {
  for (let i = 0; i < 1 + random.below(3); i++) {
    const places: [Record<string, Json>, string][] = []
    const walk = (value: Json) => {
      if (typeof value !== 'object' || value === null) return
      for (const [key, inner] of Object.entries(value)) {
        places.push([value as Record<string, Json>, key])
        walk(inner)
      }
    }
    walk(row)
    const [holder, key] = random.pick(places)
    if (random.below(3) === 0) Reflect.deleteProperty(holder, key)
    else
      holder[key] = random.pick<Json>([
        ...[null, 0, -1, 1e308, true, '', 'x', '__proto__', [], {}, [null], { type: 'x' }, ['a', 1], [[]]],
        goodRow(),
      ])
  }
  return row
}

async function open(folder: string, base?: readonly Change[]) {
  const projects = await createProjects({ folder, report: () => undefined, now: () => 7 })
  projects.addOrigin(async (id) => (id === 'p' ? base : undefined))
  return projects
}

/** What a person may do with whatever is shown. */
function edits(project: Project, random: Random): Change[] {
  const branch = random.pick(project.branches).id
  const step = Object.keys(project.steps)[0] ?? 'x'
  const region = { left: 1, top: 1, right: 9, bottom: 9 } as Extract<Draft, { type: 'region' }>['region']
  return [
    random.pick<Change>([
      { type: 'project-renamed', title: 'renamed' },
      { type: 'drafted', key: step, draft: { type: 'region', region } },
      { type: 'drafted-all', drafts: { [step]: null, new: { type: 'thought', branch, text: 'words' } } },
      { type: 'reviewed', branch, review: { by: 'me', at: 4, tags: [], note: '', goldBoxes: [], spent: 0 } },
      { type: 'branch-starred', branch, star: true },
      { type: 'undone' },
    ]),
    { type: 'review-timed', branch, by: 'me', ms: 5 },
  ]
}

describe('rows of Relook’s own format', () => {
  test('600 damaged ones: what opens and is changed is the same after a restart; the rest is refused in words', async () => {
    const random = randomFrom(23)
    let [kept, refused] = [0, 0]
    for (let i = 0; i < 600; i++) {
      const parsed = relook.parse(damaged(goodRow(), random))
      const tree = parsed.ok ? parsed.value[0]?.tree : undefined
      if (tree === undefined) {
        expect(parsed.issues[0]?.message).toBeTypeOf('string')
        refused++
        continue
      }
      const folder = testFolder()
      const first = await open(folder, treeChanges(tree, { id: 'p' }))
      const before = await first.use('p', async (live) => {
        await live.append(edits(live.state(), random))
        return live.state()
      })
      const listed = first.list()
      await first.close()
      const second = await open(folder)
      expect(await second.use('p', async (live) => live.state())).toEqual(before)
      expect(second.list()).toEqual(listed)
      await second.close()
      kept++
    }
    // Both happen; otherwise this shows nothing.
    expect(kept).toBeGreaterThan(150)
    expect(refused).toBeGreaterThan(50)
  }, 120_000)

  test('fields that this version does not know come out again, at every depth', async () => {
    const row = goodRow() as {
      project: Record<string, Record<string, Json>> & { branches: Record<string, Json>[] }
    }
    const { project } = row
    Object.assign(project, { later: { deep: [1] } })
    for (const part of [
      project['steps']?.['l1'],
      project.branches[0],
      project['reviews']?.['b/ann'],
      project['drafts']?.['t2'],
    ])
      Object.assign(part as object, { later: 'kept' })
    const parsed = relook.parse(row)
    const tree = parsed.ok ? parsed.value[0]?.tree : undefined
    if (tree === undefined) throw new Error('not read')
    const folder = testFolder()
    const first = await open(folder, treeChanges(tree, { id: 'p' }))
    await first.use('p', (live) => live.append([{ type: 'project-renamed', title: 'renamed' }]))
    await first.close()
    const second = await open(folder)
    const out = JSON.stringify(writer.tree?.(await second.use('p', async (live) => live.state())))
    await second.close()
    expect(out.match(/"later":"kept"/g)).toHaveLength(4)
    expect(out).toContain('"later":{"deep":[1]}')
  })
})

/** A data folder with one project of several lines, and the path of its journal. */
async function withJournal() {
  const folder = testFolder()
  const projects = await open(folder)
  const [creation, ...rest] = treeChanges(treeOf(goodRow()), { id: 'p' })
  if (creation?.type !== 'project-created') throw new Error('no creation')
  await projects.create(creation)
  await projects.use('p', (live) => live.append(rest))
  for (let i = 0; i < 20; i++)
    await projects.use('p', (live) =>
      live.append([{ type: 'drafted', key: `k${i}`, draft: { type: 'text', text: String(i) } }]),
    )
  await projects.close()
  return { folder, path: join(folder, 'projects/p/journal.jsonl') }
}

function treeOf(row: Json): Project {
  const parsed = relook.parse(row)
  const tree = parsed.ok ? parsed.value[0]?.tree : undefined
  if (tree === undefined) throw new Error('not read')
  return tree
}

describe('journals', () => {
  test('any one damaged line costs only itself, is kept aside and told', async () => {
    const { folder, path } = await withJournal()
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
    for (const [at, line] of lines.entries()) {
      for (const bad of ['{"type":', 'null', line.slice(0, -2), '{"type":"drafted"}', '\u0000\u0000']) {
        writeFileSync(path, [...lines.slice(0, at), bad, ...lines.slice(at + 1), ''].join('\n'))
        const projects = await open(folder)
        const state = await projects.use('p', async (live) => {
          for await (const event of live.follow(new AbortController().signal)) {
            if (event.type !== 'project') continue
            expect(event.condition?.issues.map((i) => i.line)).toEqual([at + 1])
            return event.project
          }
          throw new Error('nothing')
        })
        await projects.close()
        expect(readFileSync(join(folder, 'projects/p/journal.unread'), 'utf8')).toBe(`${bad}\n`)
        // Every later draft is there; only what the line itself said is missing.
        const drafted = Object.keys(state.drafts).filter((key) => key.startsWith('k'))
        expect(drafted.length).toBeGreaterThanOrEqual(19)
        expect(state.branches.length).toBeGreaterThanOrEqual(1)
      }
    }
  }, 60_000)

  test('a byte order mark, or a first line that is gone, hides no project', async () => {
    const { folder, path } = await withJournal()
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, `\ufeff${text}`)
    const marked = await open(folder)
    expect(marked.list()).toMatchObject([{ id: 'p', title: 'page', branches: 2 }])
    await marked.close()
    writeFileSync(path, text.slice(text.indexOf('\n') + 1))
    const headless = await open(folder)
    expect(headless.list()).toMatchObject([{ id: 'p', title: 'Recovered: project', branches: 2 }])
    await headless.use('p', (live) => live.append([{ type: 'project-renamed', title: 'mine again' }]))
    await headless.close()
    const again = await open(folder)
    expect(again.list()).toMatchObject([{ title: 'mine again', branches: 2 }])
    await again.close()
  })

  test.each([
    ['a change', '{"type":"dreamt","of":1}'],
    [
      'a step',
      JSON.stringify({
        type: 'steps-added',
        branch: 'b',
        steps: [{ id: 'n', type: 'dream', author: { type: 'model' }, raw: '' }],
      }),
    ],
  ])('one in which a later version wrote %s is read, and not changed', async (_, line) => {
    const { folder, path } = await withJournal()
    appendFileSync(path, `${line}\n`)
    const before = readFileSync(path, 'utf8')
    const projects = await open(folder)
    expect(projects.list()).toMatchObject([{ id: 'p', branches: 2 }])
    await expect(
      projects.use('p', (live) => live.append([{ type: 'project-renamed', title: 'x' }])),
    ).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('newer version') })
    await projects.close()
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('lines an older version wrote and could not read again are mended', async () => {
    const folder = testFolder()
    mkdirSync(join(folder, 'projects/p'), { recursive: true })
    const changes = treeChanges(treeOf(goodRow()), { id: 'p' })
    const text = changes.map((change) => JSON.stringify(change)).join('\n')
    // As they are without `open` and `settings` of a branch and the note of a review.
    const lost = text
      .replaceAll(/"open":\{[^}]*\},?/g, '')
      .replaceAll(/"settings":\{[^}]*\},?/g, '')
      .replace('"note":"n",', '')
    writeFileSync(join(folder, 'projects/p/journal.jsonl'), `${lost}\n`)
    const projects = await open(folder)
    expect(await projects.use('p', async (live) => live.state())).toMatchObject({
      branches: [{ id: 'b' }, { id: 'c' }],
      reviews: { 'b/ann': { verdict: 'accepted', note: '' } },
    })
    await projects.close()
  })

  test('a change that could not be read again is not made', async () => {
    const { folder } = await withJournal()
    const projects = await open(folder)
    const bad = { type: 'reviewed', branch: 'b', review: { by: 'me' } } as unknown as Change
    await projects.use('p', async (live) => {
      const before = live.state()
      await expect(live.append([bad])).rejects.toMatchObject({ code: 'bad-input' })
      expect(live.state()).toBe(before)
    })
    await projects.close()
  })
})
