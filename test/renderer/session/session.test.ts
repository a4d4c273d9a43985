import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../../../app/failure'
import { box } from '../../../app/geometry/box'
import { fiveSteps, projectWith, thought } from '../../builders/project'
import { isRunning, selectedBranch, selectedRows } from '../../../renderer/session/document/rows'
import { boxesOf } from '../../../app/story/boxes'
import { gate } from '../../builders/wait'
import { fakeHost, openSession, settled } from '../fake-host'

const moved = box<'image'>(40, 70, 341, 371)

describe('a session', () => {
  it('opens a project on its main branch with its question', async () => {
    const { session } = await openSession(fakeHost())
    const {
      document: { branch },
      ask: { question },
      selection: { step },
    } = session.get()
    expect({ branch, question, step }).toEqual({
      branch: 'main',
      question: 'What is the total?',
      step: undefined,
    })
  })

  it('follows streamed text and steps of a run it started', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.ask.setQuestion('And the tax?')
    await session.ask.run()
    fake.change({ type: 'streamed', branch: 'run-1', text: '<think>I ', tokens: [] })
    fake.change({ type: 'streamed', branch: 'run-1', text: 'look', tokens: [] })
    await settled()
    expect(fake.runs[0]).toMatchObject({ project: 'p', question: 'And the tax?', model: 'm' })
    expect(selectedBranch(session.get())?.open.text).toBe('<think>I look')
    fake.change({ type: 'steps-added', branch: 'run-1', steps: [thought('n1', 'I look')] })
    await settled()
    expect(session.get().notices.announced).toBe('Step 1: thought.')
  })

  it('keeps the selected branch when a run of another window begins', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    await fake.host.run({ project: 'p', question: 'q', model: 'm', settings: session.get().ask.settings })
    await settled()
    expect(session.get().document.branch).toBe('main')
  })

  it('follows again after the connection was lost, and misses nothing', async () => {
    vi.useFakeTimers()
    const fake = fakeHost()
    const { session } = await openSession(fake)
    fake.lose()
    fake.change({ type: 'project-renamed', title: 'renamed meanwhile' })
    await vi.advanceTimersByTimeAsync(100)
    vi.useRealTimers()
    expect(session.get().document.project?.title).toBe('renamed meanwhile')
  })

  it('says an edit that failed where it happened, and puts the box back', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    fake.failEdit = new Failure('disk-full', 'The disk is full.')
    await session.regions.draft('l1', moved)
    expect(session.get().notices.at.step).toMatchObject({ tone: 'error', message: 'The disk is full.' })
    expect(session.get().editing.preview).toBeUndefined()
  })

  it('hands a saved run to the person as a download where there is no native dialog', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    await session.document.saveRun()
    expect(fake.downloads).toEqual([{ name: `${session.get().document.branch}.json`, text: '{}' }])
  })

  it('remembers model, settings and theme, and starts without nonsense', async () => {
    const { session, values } = await openSession(fakeHost(), { 'relook-settings': '{"seed":"x"}' })
    expect(session.get().ask.settings.seed).toBe(0)
    session.ask.setSettings({ seed: 7 })
    session.view.setTheme('dark')
    const again = await openSession(fakeHost(), values)
    expect([again.session.get().ask.settings.seed, again.session.get().view.theme]).toEqual([7, 'dark'])
  })

  it('opens an uploaded image as a project, and says what is wrong with a broken one', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.document.close()
    await session.files.importImage(new File([], 'broken.png', { type: 'image/png' }))
    expect(session.get().notices.at.import?.message).toBe('The image cannot be read.')
    await session.files.importImage(new File(['x'], 'note.txt', { type: 'text/plain' }))
    expect(session.get().notices.at.import?.message).toContain('“note.txt” is not an image')
    await session.files.importImage(new File(['x'], 'good.png', { type: 'image/png' }))
    await settled()
    expect([session.get().document.id, session.get().notices.at.import, session.get().files.upload]).toEqual([
      'p',
      undefined,
      undefined,
    ])
  })
})

describe('drafting', () => {
  it('keeps a moved box as one edit and marks what comes after it', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.regions.preview('l1', moved)
    await session.regions.draft('l1', moved)
    await settled()
    expect(fake.edits).toEqual([{ type: 'drafted', key: 'l1', draft: { type: 'region', region: moved } }])
    expect(selectedRows(session.get()).map((r) => r.stale)).toEqual([false, false, true, true, true])
    expect(session.get().editing.preview).toBeUndefined()
  })

  it('shows a finished edit until the host has told of it, so that the box does not jump back', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    const { edit } = fake.host
    const kept = gate()
    Object.assign(fake.host, {
      edit: async (input: Parameters<typeof edit>[0]) => {
        await kept.opened
        return edit(input)
      },
    })
    const seen = new Set<number | undefined>()
    const stop = session.store.subscribe((s) => {
      const boxes = boxesOf(selectedRows(s), s.editing.preview, [])
      seen.add(boxes.find((b) => b.id === 'l1')?.region.left)
    })
    // As the canvas tells it: previews, their end, and the change.
    session.regions.preview('l1', moved)
    session.regions.preview('l1', undefined)
    seen.clear()
    const drafted = session.regions.draft('l1', moved)
    await settled()
    kept.open()
    await drafted
    await settled()
    stop()
    expect([...seen]).toEqual([moved.left])
    expect(session.get().editing.preview).toBeUndefined()
  })

  it('is no edit when the box is put back where the model had it', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    await session.regions.draft('l1', moved)
    await settled()
    const before = fiveSteps[1]?.type === 'look' ? fiveSteps[1].region : moved
    await session.regions.draft('l1', before)
    await settled()
    expect(fake.project.drafts).toEqual({})
  })

  it('puts a drawn look after the selected step and takes it in hand', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.step('t2')
    await session.regions.drawLook(box(5, 6, 70.4, 80.6))
    await settled()
    expect(fake.project.drafts).toEqual({
      'new-1': { type: 'look', branch: 'main', after: 't2', region: box(5, 6, 70, 81) },
    })
    const {
      selection: { step, box: held },
      editing: { tool },
    } = session.get()
    expect({ step, held, tool }).toEqual({ step: 'new-1', held: 'new-1', tool: 'select' })
  })

  it('puts a look drawn at the answer before it, and one drawn at a crop after its look', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.step('a1')
    await session.regions.drawLook(box(0, 0, 9, 9))
    session.selection.step('o1')
    await session.regions.drawLook(box(0, 0, 9, 9))
    expect(Object.values(fake.project.drafts)).toMatchObject([{ after: 't2' }, { after: 'l1' }])
  })

  it('undoes and redoes through the host', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    await session.regions.draft('l1', moved)
    await session.document.undo()
    await settled()
    expect(session.get().document.project?.drafts).toEqual({})
    await session.document.redo()
    await settled()
    expect(Object.keys(session.get().document.project?.drafts ?? {})).toEqual(['l1'])
  })

  it('keeps a rewritten answer, and no draft where the words are the same', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.writing.start('a1')
    session.writing.type('8')
    await session.writing.keep()
    expect(fake.project.drafts).toEqual({ a1: { type: 'text', text: '8' } })
    session.writing.start('t2')
    await session.writing.keep()
    expect(Object.keys(fake.project.drafts)).toEqual(['a1'])
  })
})

describe('going elsewhere', () => {
  it('keeps what was typed', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.writing.start('t2')
    session.writing.type('It reads 8.')
    session.selection.step('t1')
    await settled()
    expect(fake.project.drafts).toEqual({ t2: { type: 'text', text: 'It reads 8.' } })
    expect(session.get().editing.writing).toBeUndefined()
  })

  it('keeps a box that was just nudged, also when another branch is chosen', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.take('l1')
    session.regions.nudge(2, 0)
    session.selection.branch('main')
    await settled()
    expect(fake.project.drafts['l1']).toMatchObject({ region: { left: 32 } })
  })

  it('does not take the question along to another project', async () => {
    const { session } = await openSession(fakeHost())
    session.ask.setQuestion('Something else?')
    session.document.open('p')
    await settled()
    expect(session.get().ask.question).toBe('What is the total?')
  })
})

describe('nudging', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is one undo when keys follow closely, and never leaves the image', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.take('l1')
    for (let i = 0; i < 5; i++) session.regions.nudge(1, 0)
    session.regions.nudge(-500, 0)
    await vi.advanceTimersByTimeAsync(400)
    expect(fake.edits).toHaveLength(1)
    expect(fake.project.drafts['l1']).toMatchObject({ region: { left: 0, right: 301 } })
  })

  it('is handed in before a re-run that follows at once', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.take('l1')
    session.regions.nudge(3, 0)
    await session.ask.rerun()
    expect(fake.edits).toHaveLength(1)
    expect(fake.runs[0]?.from).toEqual({ branch: 'main', step: 'l1' })
  })
})

describe('running', () => {
  it('re-runs from the selected step and selects the new branch', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.step('o1')
    await session.ask.rerun()
    await settled()
    expect(fake.runs[0]?.from).toEqual({ branch: 'main', step: 'o1' })
    const {
      document: { branch },
      selection: { step },
    } = session.get()
    expect({ branch, step, running: isRunning(session.get()) }).toEqual({
      branch: 'run-1',
      step: undefined,
      running: true,
    })
  })

  it('asks for an answer anew instead of keeping it, unless a person wrote it', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.step('a1')
    await session.ask.rerun()
    session.selection.branch('main')
    session.writing.start('a1')
    session.writing.type('8')
    await session.ask.rerun()
    expect(fake.runs.map((r) => r.from?.step)).toEqual(['t2', 'a1'])
  })

  it('re-runs a drawn look from the step it was drawn after', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    session.selection.step('l1')
    await session.regions.drawLook(box(0, 0, 50, 50))
    await settled()
    await session.ask.rerun()
    expect(fake.runs[0]?.from).toEqual({ branch: 'main', step: 'l1' })
  })

  it('starts one run however often it is asked at the same time', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    await Promise.all([session.ask.run(), session.ask.run()])
    expect(fake.runs).toHaveLength(1)
  })

  it('goes on from the last step after a run that was cut off', async () => {
    const fake = fakeHost(projectWith(fiveSteps.slice(0, 3)))
    const { session } = await openSession(fake)
    await session.ask.retry()
    expect(fake.runs[0]?.from).toEqual({ branch: 'main', step: 'o1' })
  })

  it('stops the selected branch', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    await session.ask.run()
    await session.ask.stop()
    expect(fake.stopped).toEqual(['run-1'])
  })

  it('says where one asked why a run could not start', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    const failing = vi.spyOn(fake.host, 'run').mockRejectedValue(new Failure('busy', 'Busy.'))
    await session.ask.run()
    expect(session.get().notices.at.ask).toMatchObject({ message: 'Busy.', action: { title: 'Try again' } })
    expect(failing).toHaveBeenCalledOnce()
  })
})

describe('an inference process that died', () => {
  const died = { type: 'died', failure: { code: 'engine-died', message: 'It stopped.' } } as const

  it('is said once between runs, until the next run', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    fake.engine.push(died)
    await settled()
    expect(session.get().notices.at.ask).toMatchObject({ tone: 'info', message: 'It stopped.' })
    await session.ask.run()
    expect(session.get().notices.at.ask).toBeUndefined()
  })

  it('is left to the run that it ended', async () => {
    const fake = fakeHost()
    const { session } = await openSession(fake)
    await session.ask.run()
    await settled()
    fake.engine.push(died)
    await settled()
    expect([session.get().host.engine.type, session.get().notices.at.ask]).toEqual(['died', undefined])
  })
})

describe('walking', () => {
  it('steps back from the live end and stops at both ends', async () => {
    const { session } = await openSession(fakeHost())
    const places: (string | undefined)[] = []
    for (const to of [-1, -1, 'first', -1, 'last', 1] as const) {
      session.selection.walk(to)
      places.push(session.get().selection.step)
    }
    expect(places).toEqual(['a1', 't2', 't1', 't1', 'a1', 'a1'])
  })

  it('lets go of the box when another step is chosen', async () => {
    const { session } = await openSession(fakeHost())
    session.selection.take('l1')
    expect(session.get().selection.box).toBe('l1')
    session.selection.walk(1)
    expect([session.get().selection.box, session.get().selection.step]).toEqual([undefined, 'o1'])
  })

  it('plays to the end at its pace and stops there', async () => {
    vi.useFakeTimers()
    const { session } = await openSession(fakeHost())
    session.player.play()
    expect([session.get().player.playing, session.get().selection.step]).toEqual([true, 't1'])
    await vi.advanceTimersByTimeAsync(20_000)
    vi.useRealTimers()
    expect([session.get().player.playing, session.get().selection.step]).toEqual([false, 'a1'])
  })
})
