/** The data folder moved: whole or not at all, and nothing is removed that is not known to be a copy. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DataFolder } from '../../../app/host/desktop'
import { takeLock } from '../../../main/store/lock'
import { copyData, planMove, settleMove } from '../../../main/store/move'
import { createMover, type Mover } from '../../../main/store/mover'
import { dataFolder, dataPlace, pointTo, usualFolder } from '../../../main/store/place'
import { testFolder } from '../../builders/folder'
import { describeNeeding } from '../../builders/needs'

/** A person's folders: where data is usual, with some in it, and a disk to move it to. */
function start() {
  const home = testFolder()
  const env = { HOME: home, XDG_DATA_HOME: join(home, 'share'), APPDATA: join(home, 'share') }
  const usual = usualFolder(env)
  const disk = join(home, 'disk')
  const file = (path: string, text: string | Uint8Array) => {
    mkdirSync(join(usual, path, '..'), { recursive: true })
    writeFileSync(join(usual, path), text)
  }
  mkdirSync(disk)
  file('projects/p1/journal.jsonl', '{"a":1}\n')
  file('images/ab/abcd.png', new Uint8Array(300_000).fill(7))
  file('keys.json', '{}')
  chmodSync(join(usual, 'keys.json'), 0o600)
  file('rollouts/d1/dump.json', JSON.stringify({ path: join(usual, 'uploads', 'x', 'files'), name: usual }))
  file('uploads/x/files/mine.json', JSON.stringify({ path: join(usual, 'uploads') }))
  mkdirSync(join(usual, 'projects', 'empty'))
  return { env, usual, disk, to: join(disk, 'Relook'), file }
}

const quiet = { signal: new AbortController().signal, onBytes: () => undefined }

/** What the mover says now. */
async function said(mover: Mover): Promise<DataFolder> {
  for await (const state of mover.follow(new AbortController().signal)) return state
  throw new Error('It says nothing.')
}

/** The first state of a kind. */
async function until(mover: Mover, type: NonNullable<DataFolder['move']>['type']): Promise<DataFolder> {
  for await (const state of mover.follow(new AbortController().signal))
    if (state.move?.type === type) return state
  throw new Error('It ended.')
}

// Windows’ usual folder is not below HOME, and its links are others.
const linux = { what: 'Linux', met: process.platform === 'linux' }

describeNeeding(linux, 'moving the data folder', () => {
  test('takes everything along, and the next start finds it there', async () => {
    const { env, usual, disk, to } = start()
    const mover = createMover(dataPlace(env), env)
    await mover.begin(disk)
    expect(await until(mover, 'ready')).toMatchObject({ folder: usual, chosenBy: 'usual', move: { to } })
    // Nothing is switched before it closes.
    expect(dataFolder(env)).toBe(usual)
    await mover.finish()
    expect(dataPlace(env)).toEqual({ folder: to, chosenBy: 'moved' })
    expect(readFileSync(join(to, 'projects/p1/journal.jsonl'), 'utf8')).toBe('{"a":1}\n')
    expect(readFileSync(join(to, 'images/ab/abcd.png'))).toEqual(
      readFileSync(join(usual, 'images/ab/abcd.png')),
    )
    expect(statSync(join(to, 'keys.json')).mode & 0o777).toBe(0o600)
    expect(existsSync(join(to, 'projects', 'empty'))).toBe(true)
    expect(readdirSync(disk)).toEqual(['Relook'])
    // The old one is as it was, but for the word where it is now.
    expect(existsSync(join(usual, 'images/ab/abcd.png'))).toBe(true)
  })

  test('notes mean the copy; files of others are not touched', async () => {
    const { env, usual, disk, to } = start()
    const mover = createMover(dataPlace(env), env)
    await mover.begin(disk)
    await until(mover, 'ready')
    await mover.finish()
    expect(JSON.parse(readFileSync(join(to, 'rollouts/d1/dump.json'), 'utf8'))).toEqual({
      path: join(to, 'uploads', 'x', 'files'),
      name: to,
    })
    expect(readFileSync(join(to, 'uploads/x/files/mine.json'), 'utf8')).toContain(usual)
  })

  test('what is written, added and removed while it is copied counts', async () => {
    const { env, usual, disk, to, file } = start()
    file('projects/gone/journal.jsonl', 'x')
    const mover = createMover(dataPlace(env), env)
    await mover.begin(disk)
    await until(mover, 'ready')
    appendFileSync(join(usual, 'projects/p1/journal.jsonl'), '{"b":2}\n')
    file('projects/new/journal.jsonl', 'new')
    rmSync(join(usual, 'projects/gone'), { recursive: true })
    await mover.finish()
    expect(readFileSync(join(to, 'projects/p1/journal.jsonl'), 'utf8')).toBe('{"a":1}\n{"b":2}\n')
    expect(readdirSync(join(to, 'projects')).sort()).toEqual(['empty', 'new', 'p1'])
  })

  test('links stay links and lead where they led', async () => {
    const { env, usual, disk, to } = start()
    mkdirSync(join(usual, 'models'))
    symlinkSync('../../../elsewhere', join(usual, 'models', 'far'))
    symlinkSync(join(usual, 'images'), join(usual, 'models', 'near'))
    const mover = createMover(dataPlace(env), env)
    await mover.begin(disk)
    await until(mover, 'ready')
    await mover.finish()
    expect(readlinkSync(join(to, 'models', 'far'))).toBe(join(usual, '..', '..', 'elsewhere'))
    expect(readlinkSync(join(to, 'models', 'near'))).toBe('../images')
  })

  test('ended, it leaves nothing and changes nothing', async () => {
    const { env, usual, disk } = start()
    const mover = createMover(dataPlace(env), env)
    await mover.begin(disk)
    await mover.cancel()
    await mover.begin(disk)
    await until(mover, 'ready')
    await mover.cancel()
    await mover.finish()
    expect(readdirSync(disk)).toEqual([])
    expect(await said(mover)).toEqual({ folder: usual, chosenBy: 'usual' })
    expect(dataFolder(env)).toBe(usual)
    expect(existsSync(join(usual, 'moving.json'))).toBe(false)
  })

  test('killed at any step before the switch, the old folder counts and the rest is cleared', async () => {
    const { env, usual, disk } = start()
    const mover = createMover(dataPlace(env), env)
    await mover.begin(disk)
    await until(mover, 'ready')
    // Killed here: nobody calls `finish`.
    expect(readdirSync(disk)).toEqual(['Relook.relook-part'])
    const next = createMover(dataPlace(env), env)
    await next.opened()
    expect(await said(next)).toMatchObject({ folder: usual, move: { type: 'failed' } })
    expect(readdirSync(disk)).toEqual([])
  })

  test('killed between the copy’s name and the switch, the old folder counts', async () => {
    const { env, usual, disk } = start()
    const move = await planMove(usual, disk)
    await settleMove(move, await copyData(move, quiet), 1)
    expect(dataPlace(env)).toEqual({ folder: usual, chosenBy: 'usual' })
  })

  test('a folder that another has is not switched away from under it', async () => {
    const { env, usual, disk } = start()
    const mover = createMover(dataPlace(env), env)
    await mover.begin(disk)
    await until(mover, 'ready')
    const other = await takeLock(usual)
    await expect(mover.finish()).rejects.toMatchObject({ code: 'busy' })
    await other.release()
    expect(dataFolder(env)).toBe(usual)
  })

  test('is refused into itself, onto something, where the environment decides, and twice', async () => {
    const { env, usual, disk, to } = start()
    const mover = createMover(dataPlace(env), env)
    await expect(mover.begin(join(usual, 'projects'))).rejects.toMatchObject({ code: 'bad-input' })
    await expect(mover.begin(join(disk, 'none'))).rejects.toMatchObject({ code: 'not-found' })
    mkdirSync(to)
    writeFileSync(join(to, 'mine.txt'), 'mine')
    await expect(mover.begin(disk)).rejects.toMatchObject({ message: expect.stringContaining(to) as unknown })
    expect(readFileSync(join(to, 'mine.txt'), 'utf8')).toBe('mine')
    rmSync(to, { recursive: true })
    const named = createMover(dataPlace({ ...env, RELOOK_DATA: usual }), env)
    await expect(named.begin(disk)).rejects.toMatchObject({ code: 'denied' })
    await mover.begin(disk)
    await expect(mover.begin(disk)).rejects.toMatchObject({ code: 'busy' })
    await mover.cancel()
  })

  test('a disk that cannot be written is told of, and nothing is left', async () => {
    const { usual, disk } = start()
    const move = await planMove(usual, disk)
    // Its place is taken by a file: nothing can be made there, by root neither.
    writeFileSync(join(disk, 'stop'), '')
    await expect(
      copyData({ ...move, part: join(disk, 'stop', 'x.relook-part') }, quiet),
    ).rejects.toBeDefined()
    expect(readdirSync(disk)).toEqual(['stop'])
  })
})

describeNeeding(linux, 'after the move', () => {
  async function moved() {
    const begun = start()
    const mover = createMover(dataPlace(begun.env), begun.env)
    await mover.begin(begun.disk)
    await until(mover, 'ready')
    await mover.finish()
    const next = createMover(dataPlace(begun.env), begun.env)
    await next.opened()
    return { ...begun, next }
  }

  test('the old copy is told of, and removed on a word: what was copied and nothing else', async () => {
    const { env, usual, to, next, file } = await moved()
    expect(await said(next)).toMatchObject({ folder: to, chosenBy: 'moved', old: { folder: usual } })
    file('mine.txt', 'a person’s own')
    appendFileSync(join(usual, 'projects/p1/journal.jsonl'), 'later')
    expect(await next.removeOld()).toBe(1)
    expect(readdirSync(usual, { recursive: true }).sort()).toEqual([
      'mine.txt',
      'moved-to.json',
      'projects',
      'projects/p1',
      'projects/p1/journal.jsonl',
    ])
    expect(await said(next)).toEqual({ folder: to, chosenBy: 'moved' })
    expect(dataFolder(env)).toBe(to)
    expect(existsSync(join(to, 'images/ab/abcd.png'))).toBe(true)
  })

  test('it can be moved on, and back to the usual folder’s side', async () => {
    const { env, to, next, usual } = await moved()
    const other = join(to, '..', '..', 'other')
    mkdirSync(other)
    await next.begin(other)
    await until(next, 'ready')
    await next.finish()
    expect(dataFolder(env)).toBe(join(other, 'Relook'))
    await pointTo(usual, env)
    expect(dataPlace(env)).toEqual({ folder: usual, chosenBy: 'usual' })
  })

  test('a disk that is not there is said; nobody begins with an empty folder', async () => {
    const { env, to } = await moved()
    rmSync(to, { recursive: true })
    expect(dataPlace(env)).toMatchObject({ folder: to, problem: expect.stringContaining('Connect the disk') })
    expect(() => dataFolder(env)).toThrow(/Connect the disk/)
    // What a mount point looks like without its disk.
    mkdirSync(to)
    expect(() => dataFolder(env)).toThrow(/Connect the disk/)
  })

  test('a pointer that cannot be read is said, too', () => {
    const { env, usual } = start()
    writeFileSync(join(usual, 'moved-to.json'), '{"fol')
    expect(() => dataFolder(env)).toThrow(/cannot be read/)
    writeFileSync(join(usual, 'moved-to.json'), '{"folder":"relative"}')
    expect(() => dataFolder(env)).toThrow(/cannot be read/)
  })
})
