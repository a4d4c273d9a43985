// Things with a note on the disk: what is kept, what work on them does, and what a restart finds.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { deferred } from '../../../app/async'
import { Failure } from '../../../app/failure'
import { createNotes } from '../../../main/shelf/notes'
import { createShelf, type ShelfOptions } from '../../../main/shelf/shelf'
import { closing } from '../../../main/shelf/works'
import { testFolder } from '../../builders/folder'
import { until } from '../../builders/wait'

const shape = z.object({ name: z.string() })
type Note = z.infer<typeof shape>
type Work = ShelfOptions<Note, string, string>['work']

/** A shelf of names whose states are words. */
const shelfAt = (folder: string, work: Work, atOnce?: number) =>
  createShelf<Note, string, string>({
    noun: 'thing',
    notes: createNotes(folder, 'note.json', shape),
    initial: (note) => `found ${note.name}`,
    begun: () => 'begun',
    work,
    halted: (_, { signal, pausing }) =>
      signal.reason === closing ? 'closed' : pausing.aborted ? 'paused' : 'halted',
    failed: (_, { message }) => `failed: ${message}`,
    ...(atOnce === undefined ? {} : { atOnce }),
  })

const idle: Work = async () => 'done'
/** Works until it is ended. */
const endless: Work = (_, { signal }) =>
  new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.'))),
  )

describe('notes', () => {
  it('are kept before a thing is listed, found again, and taken away with all that lies beside them', async () => {
    const folder = testFolder()
    const shelf = await shelfAt(folder, idle)
    await shelf.put('a', { name: 'x' }, 'new')
    expect(shelf.list()).toEqual([{ id: 'a', note: { name: 'x' }, state: 'new' }])
    expect(JSON.parse(readFileSync(join(folder, 'a', 'note.json'), 'utf8'))).toEqual({ name: 'x' })
    writeFileSync(join(folder, 'a', 'more.bin'), 'x')
    const again = await shelfAt(folder, idle)
    expect(again.list()).toEqual([{ id: 'a', note: { name: 'x' }, state: 'found x' }])
    await again.put('a', { name: 'y' })
    expect(again.need('a')).toEqual({ id: 'a', note: { name: 'y' }, state: 'found x' })
    await again.forget('a')
    expect(existsSync(join(folder, 'a'))).toBe(false)
    expect(() => again.need('a')).toThrow('That thing no longer exists.')
    await expect(again.forget('a')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('that are torn, of another shape or of another id are passed over', async () => {
    const folder = testFolder()
    const write = (id: string, text: string) => {
      mkdirSync(join(folder, id), { recursive: true })
      writeFileSync(join(folder, id, 'note.json'), text)
    }
    write('torn', '{"name":"x')
    write('other', '{"title":"x"}')
    write('mine', '{"id":"theirs","name":"x"}')
    write('good', '{"id":"good","name":"x"}')
    mkdirSync(join(folder, 'empty'))
    const notes = createNotes(folder, 'note.json', shape.extend({ id: z.string().optional() }))
    expect((await notes.all()).map(([id]) => id)).toEqual(['good'])
    expect(await createNotes(join(folder, 'none'), 'note.json', shape).all()).toEqual([])
  })
})

describe('work', () => {
  it('sets states while it goes on and how it ends; whoever watches is told', async () => {
    const shelf = await shelfAt(testFolder(), async ({ note }, { how, set }) => {
      set(`half of ${note.name}`)
      return `${how} ${note.name}`
    })
    await shelf.put('a', { name: 'x' }, 'new')
    const seen: string[] = []
    shelf.changes.on(() => seen.push(shelf.need('a').state))
    shelf.start('a', 'made')
    await shelf.ended('a')
    expect(seen).toEqual(['begun', 'half of x', 'made x'])
    expect(shelf.running('a')).toBe(false)
  })

  it('that fails is a state, and can be started again', async () => {
    let broken = true
    const shelf = await shelfAt(testFolder(), async () => {
      if (broken) throw new Failure('disk-full', 'No room.')
      return 'done'
    })
    await shelf.put('a', { name: 'x' }, 'new')
    shelf.start('a', '')
    await shelf.ended('a')
    expect(shelf.need('a').state).toBe('failed: No room.')
    broken = false
    shelf.start('a', '')
    await shelf.ended('a')
    expect(shelf.need('a').state).toBe('done')
  })

  it('that comes to nothing more takes the thing off the shelf', async () => {
    const shelf = await shelfAt(testFolder(), async () => undefined)
    await shelf.put('a', { name: 'x' }, 'new')
    shelf.start('a', '')
    await shelf.ended('a')
    expect(shelf.list()).toEqual([])
  })

  it('is begun once, ended, asked to pause', async () => {
    let begun = 0
    const shelf = await shelfAt(testFolder(), async (item, tools) => {
      begun++
      if (item.note.name === 'endless') return endless(item, tools)
      await new Promise<void>((resolve) => tools.pausing.addEventListener('abort', () => resolve()))
      return 'what was under way is finished'
    })
    await shelf.put('a', { name: 'endless' }, 'new')
    await shelf.put('b', { name: 'careful' }, 'new')
    shelf.start('a', '')
    shelf.start('a', '')
    shelf.start('b', '')
    await until(() => begun === 2)
    await shelf.halt('a')
    expect(shelf.need('a').state).toBe('halted')
    shelf.pause('b')
    await shelf.ended('b')
    expect(shelf.need('b').state).toBe('what was under way is finished')
    expect(begun).toBe(2)
    await shelf.halt('a')
    expect(() => shelf.start('c', '')).toThrow('no longer exists')
  })

  it('waits for its turn, and leaves the queue when it is ended or paused', async () => {
    const gate = deferred()
    const order: string[] = []
    const shelf = await shelfAt(
      testFolder(),
      async ({ id }) => {
        order.push(id)
        if (id === 'a') await gate.promise
        return 'done'
      },
      1,
    )
    for (const id of ['a', 'b', 'c', 'd']) await shelf.put(id, { name: id }, 'new')
    for (const id of ['a', 'b', 'c', 'd']) shelf.start(id, '')
    await shelf.halt('b')
    shelf.pause('c')
    await shelf.ended('c')
    expect(['a', 'b', 'c', 'd'].map((id) => shelf.need(id).state)).toEqual([
      'begun',
      'halted',
      'paused',
      'begun',
    ])
    gate.resolve()
    await shelf.ended('d')
    expect(order).toEqual(['a', 'd'])
  })

  it('on what is forgotten ends first and says nothing any more', async () => {
    const folder = testFolder()
    const shelf = await shelfAt(folder, endless)
    await shelf.put('a', { name: 'x' }, 'new')
    shelf.start('a', '')
    const seen: number[] = []
    shelf.changes.on(() => seen.push(shelf.list().length))
    await shelf.forget('a')
    expect(seen).toEqual([0])
    expect(existsSync(join(folder, 'a'))).toBe(false)
  })

  it('ends with the app, with the reason that it goes on next time, and tells nobody', async () => {
    const shelf = await shelfAt(testFolder(), endless)
    await shelf.put('a', { name: 'x' }, 'new')
    shelf.start('a', '')
    let told = 0
    shelf.changes.on(() => told++)
    await shelf.close()
    expect(shelf.need('a').state).toBe('closed')
    expect(told).toBe(0)
  })
})
