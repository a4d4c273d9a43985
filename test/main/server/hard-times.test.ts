/** A disk that is full or only read, few handles, a clock that goes backwards: told in words, and nothing that was accepted is lost. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { toFailureData } from '../../../app/failure'
import { createProjects } from '../../../main/store/projects'
import { builtMain, startHost, type HostProcess, type HostStart } from '../../builders/built'
import { testFolder } from '../../builders/folder'
import { testNeeding, unix, type Need } from '../../builders/needs'
import { created } from '../../builders/project'

/** Mounts of its own, as nobody in particular. */
const mounts: Need = {
  what: 'Linux that lets anybody have mounts of their own (unshare)',
  met: spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'x', '/mnt']).status === 0,
}

async function started(how: Omit<HostStart, 'built'>): Promise<HostProcess> {
  const host = await startHost({ built: builtMain(), ...how })
  onTestFinished(() => void host.process.kill('SIGKILL'))
  return host
}

/** A shell line before the host, in its place. */
const after = (line: string) => ['sh', '-c', `${line} && exec "$0" "$@"`]
const inMounts = (line: string) => ['unshare', '-rm', ...after(line)]

/** Renames again and again; gives the titles that were accepted, and why it ended. */
async function renamed(host: HostProcess, title: (n: number) => string, most: number) {
  const { host: client, socket } = await host.open()
  const { project } = await client.createProject({
    source: { type: 'sample', file: (await client.samples({}))[0]?.file ?? '' },
  })
  const accepted: string[] = []
  let refused
  while (accepted.length < most && refused === undefined)
    try {
      await client.edit({ project, change: { type: 'project-renamed', title: title(accepted.length) } })
      accepted.push(title(accepted.length))
    } catch (error) {
      refused = toFailureData(error)
    }
  return { client, socket, project, accepted, refused }
}

function titlesIn(journal: string): readonly unknown[] {
  const lines = readFileSync(journal, 'utf8').trimEnd().split('\n')
  return lines
    .map((line) => JSON.parse(line) as { readonly type: string; readonly title?: string })
    .filter((change) => change.type === 'project-renamed')
    .map((change) => change.title)
}

testNeeding(
  mounts,
  'a full disk is told, keeps what was accepted, and is forgotten when there is room',
  async () => {
    const dataFolder = testFolder()
    const host = await started({
      dataFolder,
      under: inMounts(
        `mount -t tmpfs -o size=3m t "${dataFolder}" && head -c 1000000 /dev/zero > "${dataFolder}/ballast"`,
      ),
    })
    const title = (n: number) => `${n} ${'x'.repeat(290)}`
    const { client, project, accepted, refused } = await renamed(host, title, 20_000)
    expect(refused).toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('Free some space') as string,
    })
    const inside = `/proc/${host.process.pid}/root${dataFolder}`
    const journal = join(inside, 'projects', project, 'journal.jsonl')
    expect(titlesIn(journal)).toEqual(accepted)
    rmSync(join(inside, 'ballast'))
    await client.edit({ project, change: { type: 'project-renamed', title: 'there is room' } })
    expect(titlesIn(journal)).toEqual([...accepted, 'there is room'])
  },
  60_000,
)

testNeeding(
  mounts,
  'a data folder that may only be read ends the start with one sentence',
  async () => {
    const dataFolder = testFolder()
    const first = await started({ dataFolder })
    const { accepted } = await renamed(first, (n) => `title ${n}`, 3)
    first.process.kill('SIGTERM')
    await first.ended
    const line = `mount --bind "${dataFolder}" "${dataFolder}" && mount -o remount,bind,ro "${dataFolder}"`
    const [program = '', ...words] = inMounts(line)
    const { status, stderr } = spawnSync(
      program,
      [...words, process.execPath, join(builtMain(), 'server.js'), '--port', '0'],
      {
        env: { ...process.env, RELOOK_DATA: dataFolder },
        encoding: 'utf8',
        timeout: 30_000,
      },
    )
    expect(status).toBe(1)
    expect(stderr).toMatch(/^relook: Relook may not write .*Check the permissions of its data folder\.\n$/)
    expect(accepted).toHaveLength(3)
  },
  60_000,
)

testNeeding(
  unix,
  'with few handles, more windows and projects than there are handles lose nothing',
  async () => {
    const host = await started({ dataFolder: testFolder(), under: after('ulimit -n 200') })
    const first = await renamed(host, (n) => `title ${n}`, 3)
    const opened = []
    const told: string[] = []
    for (let n = 0; n < 250; n++)
      try {
        opened.push((await host.open()).socket)
      } catch (error) {
        told.push(String(error))
      }
    expect(told.length).toBeGreaterThan(0)
    for (const socket of [...opened, first.socket]) socket.terminate()
    // Until the host has seen them go, it still turns new ones away.
    const recovered = async () => (await renamed(host, (n) => `soon ${n}`, 1)).refused
    await expect.poll(recovered, { timeout: 60_000 }).toBeUndefined()
    // Whatever was refused meanwhile: the host is there, and so is what it accepted.
    const second = await renamed(host, (n) => `again ${n}`, 3)
    expect(second).toMatchObject({ refused: undefined })
    await expect(
      second.client.edit({ project: first.project, change: { type: 'project-renamed', title: 'after' } }),
    ).resolves.toBeUndefined()
    expect(host.said()).not.toMatch(/nobody took|at .*\.js:\d+/)
  },
  120_000,
)

test('a clock that stands still or goes backwards loses no project and no edit', async () => {
  for (const step of [0, -86_400_000, -1]) {
    const folder = testFolder()
    let time = 1_800_000_000_000
    const now = () => (time += step)
    const reports: string[] = []
    const projects = await createProjects({ folder, report: (message) => reports.push(message), now })
    for (const id of ['a', 'b']) {
      await projects.create({ ...created, id, title: id, at: now() } as typeof created & {
        type: 'project-created'
      })
      for (let n = 0; n < 3; n++)
        await projects.use(id, (live) => live.append([{ type: 'project-renamed', title: `${id} ${n}` }]))
    }
    // The same one is deleted and comes back, again and again, within one moment.
    for (let n = 0; n < 3; n++) {
      await projects.remove('a')
      await projects.restore('a')
    }
    // And what is deleted under a name that is in the trash already does not take the other's place.
    for (let n = 0; n < 3; n++) {
      await projects.remove('b')
      await projects.create({ ...created, id: 'b', title: `b again ${n}`, at: now() } as typeof created & {
        type: 'project-created'
      })
    }
    expect(new Set(projects.list().map((p) => p.title))).toEqual(new Set(['a 2', 'b again 2']))
    await projects.close()
    const again = await createProjects({ folder, report: (message) => reports.push(message), now })
    expect(new Set(again.list().map((p) => p.title))).toEqual(new Set(['a 2', 'b again 2']))
    await again.close()
    expect(readdirSync(join(folder, 'trash'))).toHaveLength(3)
    expect(reports).toEqual([])
  }
})
