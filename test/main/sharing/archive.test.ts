/** Relook files: what goes in comes back, and what a stranger made of one harms nothing. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '../../../app/trace/change'
import type { Draft, Project } from '../../../app/trace/project'
import { openNamed } from '../../../main/host/open-path'
import { isArchive, openArchive } from '../../../main/sharing/open-archive'
import { writeArchive } from '../../../main/sharing/write-archive'
import type { Services } from '../../../main/services'
import { branch, fiveSteps } from '../../builders/project'
import fc from '../../builders/properties'
import { never, newProject, servicesWith } from '../../builders/services'
import { trees } from '../../builders/trees'
import { zipOf, type ZipEntry } from '../../builders/zip'

const folder = mkdtempSync(join(tmpdir(), 'relook-archive-'))
let sender: Services
let receiver: Services
let count = 0
beforeAll(async () => {
  sender = await servicesWith(join(folder, 'sender'))
  receiver = await servicesWith(join(folder, 'receiver'))
})
afterAll(async () => {
  await sender.close()
  await receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

const place = () => join(folder, `${++count}.relook`)

async function sent(...projects: readonly string[]): Promise<string> {
  const to = place()
  const rest = { version: '1', signal: never, progress: () => undefined }
  await writeArchive({ store: sender.store, projects, to, ...rest })
  return to
}

const stateIn = (services: Services, id: string) =>
  services.store.projects.use(id, async (live) => live.state())

/** Without what belongs to the copy: its id. */
const content = ({ id: _id, ...rest }: Project) => rest

/** A project with everything a person can do to one, some of it undone. */
async function worked(tree: Project, undos: number): Promise<string> {
  const id = await newProject(sender)
  const { image } = await stateIn(sender, id)
  const own = JSON.parse(JSON.stringify(tree).replaceAll('"image":"img"', `"image":"${image.id}"`)) as Project
  const changes: Change[] = [
    ...own.branches.map((b): Change => ({
      type: 'branch-added',
      branch: b,
      steps: b.path.flatMap((step) => own.steps[step] ?? []),
      clears: [],
    })),
    ...Object.entries(own.drafts).map(([key, draft]: [string, Draft]): Change => ({
      type: 'drafted',
      key,
      draft,
    })),
    ...Object.entries(own.reviews).map(([key, review]): Change => ({
      type: 'reviewed',
      branch: key.split('/')[0] ?? '',
      review,
    })),
    ...Array.from({ length: undos }, (): Change => ({ type: 'undone' })),
  ]
  await sender.store.projects.use(id, (live) => live.append(changes))
  return id
}

test('every tree comes back with identical steps, drafts, reviews and undo', async () => {
  await fc.assert(
    fc.asyncProperty(trees, fc.nat(3), async (tree, undos) => {
      const id = await worked(tree, undos)
      const before = await stateIn(sender, id)
      const [opened] = await openArchive({ store: receiver.store, path: await sent(id) }, never)
      const after = await stateIn(receiver, opened?.project ?? '')
      expect(content(after)).toEqual(content(before))
      // Undo goes on where it was.
      for (const services of [sender, receiver]) {
        const project = services === sender ? id : (opened?.project ?? '')
        await services.host.edit({ project, change: { type: 'undone' } }, never)
      }
      expect(content(await stateIn(receiver, opened?.project ?? ''))).toEqual(
        content(await stateIn(sender, id)),
      )
    }),
    { numRuns: 25 },
  )
})

test('several projects with their images, opened twice, are there once', async () => {
  const ids = [await worked(treeOf(), 0), await newProject(sender)]
  const path = await sent(...ids)
  expect(await isArchive(path)).toBe(true)
  const first = await openArchive({ store: receiver.store, path }, never)
  expect(first.map((o) => o.known)).toEqual([false, false])
  for (const { project } of first) {
    const { image } = await stateIn(receiver, project)
    const kept = readFileSync(await receiver.store.images.path(image.id))
    expect(createHash('sha256').update(kept).digest('hex')).toBe(image.id)
  }
  const one = first[0]?.project ?? ''
  await receiver.host.edit({ project: one, change: { type: 'project-renamed', title: 'mine' } }, never)
  const again = await openArchive({ store: receiver.store, path }, never)
  expect(again.map((o) => [o.project, o.known])).toEqual(first.map((o) => [o.project, true]))
  expect((await stateIn(receiver, one)).title).toBe('mine')
})

test('a file named from outside opens as the project it holds', async () => {
  const path = await sent(await worked(treeOf(), 1))
  const event = await openNamed(receiver, path)
  expect(event).toMatchObject({ type: 'open-project' })
})

test('no folder and no detail of the machine goes along', async () => {
  const id = await newProject(sender)
  const failure = {
    code: 'model-failed',
    message: 'It lies at /home/ada/models/x.onnx.',
    detail: 'at /home/ada/a.ts',
  } as const
  const origin = {
    collection: 'c',
    row: 0,
    file: 'a.jsonl',
    line: 1,
    format: 'f',
    goldBoxes: [],
    main: 0,
    pictures: [{ name: '/home/ada/pictures/a.png', type: 'path' }],
    meta: { image_path: 'C:\\Users\\ada\\b.png', words: 'either/or' },
  } as const
  const { image } = await stateIn(sender, id)
  await sender.store.projects.use(id, (live) =>
    live.append([
      { type: 'branch-added', branch: branch('b', []), steps: [], clears: [] },
      { type: 'pictured', image, origin, branch: 'b', view: branch('b').view, steps: [] },
      { type: 'run-ended', branch: 'b', at: 1, reason: 'failed', failure },
    ]),
  )
  const path = await sent(id)
  expect(readFileSync(path).toString('latin1')).not.toMatch(/\bada\b|relook-archive-[A-Za-z0-9]{6}/)
  const [opened] = await openArchive({ store: receiver.store, path }, never)
  const after = await stateIn(receiver, opened?.project ?? '')
  expect(after.origin?.meta).toEqual({ image_path: 'b.png', words: 'either/or' })
  expect(after.branches[0]?.run).toMatchObject({ failure: { message: 'It lies at x.onnx.' } })
})

/** A tree of one branch. */
function treeOf(): Project {
  const steps = Object.fromEntries(fiveSteps.map((s) => [s.id, s]))
  return {
    ...fc.sample(trees, 1)[0],
    steps,
    branches: [
      branch(
        'b0',
        fiveSteps.map((s) => s.id),
      ),
    ],
    drafts: { t2: { type: 'text', text: 'other words' } },
    reviews: {},
  } as Project
}

interface Parts {
  readonly manifest: Record<string, unknown>
  readonly entries: readonly ZipEntry[]
}

/** A whole archive's parts, to be spoilt. */
function parts(change?: (lines: string[]) => string[]): Parts {
  const created: Change = {
    type: 'project-created',
    id: 'x',
    at: 1,
    title: 'x',
    image: { id: 'missing', name: 'a', bytes: 0, width: 10, height: 10 },
  }
  const lines = [
    JSON.stringify(created),
    JSON.stringify({ type: 'branch-added', branch: branch('b', []), steps: [], clears: [] }),
  ]
  const text = `${(change?.(lines) ?? lines).join('\n')}\n`
  const journal = 'projects/1/journal.jsonl'
  return {
    manifest: {
      'relook-archive': 1,
      by: 'x',
      projects: [{ journal, sha256: createHash('sha256').update(text).digest('hex') }],
      images: [],
    },
    entries: [{ name: journal, text }],
  }
}

async function opening({ manifest, entries }: Parts): Promise<unknown> {
  const path = place()
  writeFileSync(path, zipOf([{ name: 'relook.json', text: JSON.stringify(manifest) }, ...entries]))
  return openArchive({ store: receiver.store, path }, never).catch((error: unknown) => error)
}

test('a file that is whole opens, so that the others fail for what is spoilt in them', async () => {
  expect(await opening(parts())).toMatchObject([{ title: 'x', known: false }])
})

test('hostile files are refused with a sentence, and nothing of them is kept', async () => {
  // The index of projects is written in its own time.
  const kept = () =>
    readdirSync(receiver.store.folder, { recursive: true })
      .map(String)
      .filter((file) => !file.includes('index.json'))
      .sort()
  const before = { list: receiver.store.projects.list().length, files: kept() }
  const whole = parts()
  const manifest = (change: object): Parts => ({ ...whole, manifest: { ...whole.manifest, ...change } })
  const image = { id: 'a'.repeat(64), name: 'a.png', file: `images/${'a'.repeat(64)}.png` }
  const cases: readonly (readonly [string, Parts, RegExp])[] = [
    [
      'a later version',
      manifest({ 'relook-archive': 2, news: true }),
      /later version of Relook.*Update Relook/,
    ],
    ['another list', manifest({ 'relook-archive': 'x' }), /damaged/],
    [
      'a way out',
      manifest({ projects: [{ journal: '../../journal.jsonl', sha256: 'a'.repeat(64) }] }),
      /damaged/,
    ],
    [
      'a wrong hash',
      manifest({ projects: [{ journal: 'projects/1/journal.jsonl', sha256: 'a'.repeat(64) }] }),
      /not what it was/,
    ],
    ['a missing part', { ...whole, entries: [] }, /missing/],
    [
      'an image of other content',
      {
        manifest: { ...whole.manifest, images: [image] },
        entries: [...whole.entries, { name: image.file, text: 'no' }],
      },
      /not what it was/,
    ],
    ['a part twice', manifest({ images: [image, image] }), /twice/],
    ['a journal without a beginning', parts((lines) => lines.slice(1)), /no beginning/],
    ['a change that is not whole', parts((lines) => [...lines, '{"type":"drafted"}']), /not whole/],
    [
      'a bomb',
      { ...whole, entries: [...whole.entries, { name: 'bomb', text: '0'.repeat(80e6) }] },
      /far more than it should/,
    ],
    ['a lie about a size', { ...whole, entries: whole.entries.map((e) => ({ ...e, claims: 10 })) }, /broken/],
  ]
  for (const [name, spoilt, words] of cases) {
    const error = await opening(spoilt)
    expect(error, name).toMatchObject({ code: 'bad-input', message: expect.stringMatching(words) })
  }
  expect(receiver.store.projects.list().length).toBe(before.list)
  expect(kept()).toEqual(before.files)
})

test('an image that is none is refused by who reads images', async () => {
  const text = 'GIF89a no image'
  const id = createHash('sha256').update(text).digest('hex')
  const whole = parts()
  const manifest = { ...whole.manifest, images: [{ id, name: 'a', file: `images/${id}.png` }] }
  const error = await opening({ manifest, entries: [...whole.entries, { name: `images/${id}.png`, text }] })
  expect(error).toMatchObject({ code: expect.stringMatching(/image-unreadable|bad-input/) })
})

test('what a later version wrote into a journal is kept, and the project only read', async () => {
  const made = await opening(parts((lines) => [...lines, '{"type":"painted","colour":"red"}']))
  const [{ project } = { project: '' }] = made as { project: string }[]
  const events = receiver.host.follow({ project }, never)
  for await (const event of events) {
    expect(event).toMatchObject({
      type: 'project',
      condition: { readOnly: expect.stringContaining('newer version') },
    })
    break
  }
})
