/**
 * No key acts on another trace, draft or field than the one a person sees, and nothing they did is lost: random keys at
 * random moments on a host that answers when it likes, held against what was on the screen when each key was pressed.
 */
import fc from '../../builders/properties'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { box } from '../../../app/geometry/box'
import { mapPoint } from '../../../app/geometry/mapping'
import type { Project } from '../../../app/trace/project'
import { mappingOf } from '../../../app/paint/camera'
import { CanvasModel } from '../../../renderer/canvas/view'
import { commandFor, type Focus } from '../../../renderer/commands'
import { selectedRows } from '../../../renderer/session/document/rows'
import type { Session } from '../../../renderer/session/session'
import { slowHost, type SlowHost } from '../slow-host'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const calm: Focus = { typing: false, presses: false, moves: false }
const typing: Focus = { ...calm, typing: true }
const size = { width: 1008, height: 756 }

/** What a person did to one trace, and what it should have come to. */
interface Expected {
  /** Pixels by which the look was nudged to the right. */
  nudged: number
  text: string | undefined
  looks: number
  verdict: string | undefined
  tags: Set<string>
  note: string
}

const untouched = (): Expected => ({
  nudged: 0,
  text: undefined,
  looks: 0,
  verdict: undefined,
  tags: new Set(),
  note: '',
})

/** The same, as the host has it in the end. */
function foundIn(project: Project): Expected {
  const { drafts, reviews } = project
  const moved = drafts['l1']
  const words = drafts['t1']
  const review = reviews['main/Ada']
  return {
    nudged: moved?.type === 'region' ? moved.region.left - 30 : 0,
    text: words?.type === 'text' ? words.text : undefined,
    looks: Object.values(drafts).filter((d) => d.type === 'look').length,
    verdict: review?.verdict,
    tags: new Set(review?.tags ?? []),
    note: review?.note ?? '',
  }
}

/** A person at the window: sees what is shown, presses keys, and remembers what they did to what they saw. */
class Person {
  readonly expected = new Map<string, Expected>()
  readonly #view: CanvasModel
  readonly #history = new Map<string, Expected[]>()
  #lastNudge: { readonly on: string | undefined; readonly at: number } | undefined
  /** The button of the pointer is held, and the trace that a box is drawn on with it. */
  #held = false
  #drawing: string | undefined
  #words = 0

  constructor(readonly session: Session) {
    this.#view = new CanvasModel({ now: () => 0, frame: () => () => undefined, still: () => true })
    this.#look()
    this.#view.measure({ width: 1100, height: 800 })
    let shown = this.shown
    session.store.subscribe((s, last) => {
      this.#look()
      // Going elsewhere hands in what was nudged.
      if (s.collections.row !== last.collections.row) this.#lastNudge = undefined
      const before = shown
      shown = this.shown
      if (before === shown) return
      // A box that was being drawn on the other one is gone.
      this.#drawing = undefined
      // As the panel does.
      session.review.arrive()
    })
  }

  /** The trace on the screen. */
  get shown(): string | undefined {
    return this.session.get().document.project?.id
  }

  get #here(): Expected {
    const id = this.shown ?? ''
    const known = this.expected.get(id) ?? untouched()
    this.expected.set(id, known)
    return known
  }

  /** Presses keys; whether they meant anything. What is about a trace must mean nothing while another one is marked. */
  press(chord: string, focus = calm): boolean {
    const state = this.session.get()
    const command = commandFor(chord, state, focus)
    if (command?.on === 'trace' || command?.menu === 'review')
      if (chord !== 'Mod+Z') expect(this.shown).toBe(state.collections.row?.project)
    command?.perform(this.session)
    return command !== undefined
  }

  nudge(): void {
    if (this.session.get().selection.box !== 'l1') this.session.selection.take('l1')
    const seen = this.#seenLeft()
    if (!this.press('ArrowRight')) return
    // Close together they are one undo.
    const { on, at } = this.#lastNudge ?? { on: undefined, at: 0 }
    if (on !== this.shown || Date.now() - at >= 350) this.#remember()
    this.#lastNudge = { on: this.shown, at: Date.now() }
    this.#here.nudged = seen - 30 + 1
  }

  /** Types the left edge of the look, which Enter ends, or going on does. */
  typeEdge(keeps: boolean): void {
    const left = 31 + (++this.#words % 200)
    const region = box<'image'>(left, 60, 331, 361)
    if (selectedRows(this.session.get()).every((r) => r.id !== 'l1')) return
    this.#lastNudge = undefined
    this.session.regions.type('l1', region)
    this.#here.nudged = left - 30
    if (keeps) void this.session.regions.draft('l1', region)
  }

  undo(): void {
    const marked = this.session.get().collections.row?.project === this.shown
    const history = this.#history.get(this.shown ?? '') ?? []
    const before = history.at(-1)
    const pressed = this.press('Mod+Z')
    if (!marked) expect(pressed).toBe(false)
    if (!marked || before === undefined) return
    // Whatever is on its way, what was done can be undone at once.
    expect(pressed).toBe(true)
    history.pop()
    this.expected.set(this.shown ?? '', before)
    this.#lastNudge = undefined
  }

  /** What undo goes back to. */
  #remember(): void {
    const id = this.shown ?? ''
    this.#history.set(id, [
      ...(this.#history.get(id) ?? []),
      { ...this.#here, tags: new Set(this.#here.tags) },
    ])
  }

  #seenLeft(): number {
    const { preview } = this.session.get().editing
    const row = selectedRows(this.session.get()).find((r) => r.id === 'l1')
    return (preview?.id === 'l1' ? preview.region : row?.type === 'look' ? row.region : undefined)?.left ?? 30
  }

  /** Writes the thought again; keeps it with a key or by going on. */
  rewrite(keeps: boolean): void {
    this.session.selection.step('t1')
    this.#lastNudge = undefined
    if (!this.press('E')) return
    this.#remember()
    const here = this.#here
    here.text = `words ${++this.#words} for ${this.shown}`
    this.session.writing.type(here.text)
    if (keeps) this.press('Mod+S', typing)
  }

  note(): void {
    if (!this.press('O')) return
    const here = this.#here
    here.note = `note ${++this.#words} for ${this.shown}`
    this.session.review.writeNote(here.note)
  }

  tag(): void {
    const here = this.#here
    const [tag = ''] = this.session.get().review.failureTags
    if (!this.press('1')) return
    if (!here.tags.delete(tag)) here.tags.add(tag)
  }

  decide(chord: 'A' | 'X'): void {
    const here = this.#here
    if (this.press(chord)) here.verdict = chord === 'A' ? 'accepted' : 'rejected'
  }

  beginDrawing(): void {
    if (this.#held || !this.press('I')) return
    this.#held = true
    this.#drawing = this.shown
    this.#point('down', 600, 500)
    this.#point('move', 700, 600)
  }

  endDrawing(): void {
    if (!this.#held) return
    if (this.#drawing !== undefined) this.#here.looks++
    this.#point('up', 700, 600)
    this.#held = false
    this.#drawing = undefined
  }

  click(row: number): void {
    const { pages } = this.session.get().collections
    const trace = pages[0]?.[row]
    this.#lastNudge = undefined
    if (trace !== undefined) void this.session.collections.openTrace(trace, row)
  }

  #point(type: 'down' | 'move' | 'up', x: number, y: number): void {
    const at = mapPoint(mappingOf(this.#view.store.getState().camera), { x, y })
    this.#view.send({ type, pointer: { at, shift: false, alt: false }, pan: false })
  }

  /** Gives the canvas what the window gives it. */
  #look(): void {
    const { document, selection, editing } = this.session.get()
    this.#view.receive({
      image: { url: 'images/img', size },
      subject: `${document.project?.id} ${document.branch}`,
      boxes: [{ id: 'l1', region: box(30, 60, 331, 361), number: 1, hue: 0, author: 'model' }],
      selected: selection.box,
      hovered: undefined,
      tool: editing.tool,
      hidden: false,
      editable: true,
      onSelect: (id) => this.session.selection.take(id),
      onHover: () => undefined,
      onPreview: this.session.regions.preview,
      onChange: (id, region) => void this.session.regions.draft(id, region),
      onPoint: (at) => void this.session.regions.addPoint(at),
      onDraw: (region) => void this.session.regions.drawn(region),
      onHandle: () => undefined,
      onZoom: () => undefined,
    })
  }
}

const acts = {
  'next trace': (p: Person) => void p.press('D'),
  'back to the first': (p: Person) => p.click(0),
  'another row': (p: Person) => p.click(3),
  nudge: (p: Person) => p.nudge(),
  'type a number and Enter': (p: Person) => p.typeEdge(true),
  'type a number and go': (p: Person) => p.typeEdge(false),
  'rewrite and keep': (p: Person) => p.rewrite(true),
  'rewrite and go': (p: Person) => p.rewrite(false),
  note: (p: Person) => p.note(),
  tag: (p: Person) => p.tag(),
  accept: (p: Person) => p.decide('A'),
  reject: (p: Person) => p.decide('X'),
  'begin drawing': (p: Person) => p.beginDrawing(),
  'end drawing': (p: Person) => p.endDrawing(),
  undo: (p: Person) => p.undo(),
} as const satisfies Readonly<Record<string, (p: Person) => void>>

type Act = keyof typeof acts

/** In review mode; undo there goes across traces and has its own tests. */
const reviewing = Object.keys(acts).filter((name) => name !== 'undo') as Act[]
const editing: readonly Act[] = [
  'next trace',
  'back to the first',
  'nudge',
  'rewrite and keep',
  'undo',
  'undo',
]

const pauses = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 60, max: 900 }))
const delays = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 40 })

/** A delay after the other, around and around. */
function inTurn(list: readonly number[]): () => number {
  let at = 0
  return () => list[at++ % list.length] ?? 0
}

async function opened(waits: readonly number[]): Promise<SlowHost> {
  const its = slowHost(6, inTurn(waits), { 'relook-annotator': 'Ada' })
  its.session.collections.open('c1')
  await vi.advanceTimersByTimeAsync(5000)
  return its
}

/** Random acts with random pauses between them. */
const scripts = (among: readonly Act[]) =>
  fc.array(fc.tuple(fc.constantFrom(...among), pauses), { maxLength: 40 })

async function follow(person: Person, script: readonly (readonly [Act, number])[]): Promise<void> {
  for (const [name, pause] of script) {
    acts[name](person)
    await vi.advanceTimersByTimeAsync(pause)
  }
  person.endDrawing()
  // What is still being written is handed in by leaving.
  person.session.selection.step(undefined)
  await vi.advanceTimersByTimeAsync(60_000)
}

it('does what was meant to the trace that was shown, whatever comes when', async () => {
  const property = fc.asyncProperty(scripts(reviewing), delays, async (script, waits) => {
    const { session, project } = await opened(waits)
    const person = new Person(session)
    session.review.start()
    session.review.arrive()
    await follow(person, script)
    for (const [id, expected] of person.expected) expect([id, foundIn(project(id))]).toEqual([id, expected])
  })
  await fc.assert(property, { numRuns: 200 })
}, 120_000)

it('undoes the last thing that was done to the trace that is shown, also at once', async () => {
  const property = fc.asyncProperty(scripts(editing), delays, async (script, waits) => {
    const { session, project } = await opened(waits)
    const person = new Person(session)
    await follow(person, script)
    for (const [id, expected] of person.expected) expect([id, foundIn(project(id))]).toEqual([id, expected])
  })
  await fc.assert(property, { numRuns: 200 })
}, 120_000)
