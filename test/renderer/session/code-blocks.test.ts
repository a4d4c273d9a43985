/** Looks that are code, as the window shows them: whose numbers stand where, and what a moved region does to them. */
import { describe, expect, it } from 'vitest'
import { traceProject } from '../../../app/formats/project'
import type { ForeignTrace } from '../../../app/formats/format'
import { box, type Box } from '../../../app/geometry/box'
import { correctedSteps } from '../../../app/reasoning/corrected'
import { applyChange, createProject } from '../../../app/trace/change'
import type { Drafts } from '../../../app/trace/project'
import {
  codeBlockOf,
  codeNow as codeNowIn,
  type CodeBlock,
} from '../../../renderer/session/document/code-blocks'
import { selectedBranch, selectedRows } from '../../../renderer/session/document/rows'
import { initialState, type State } from '../../../renderer/session/state'
import { must } from '../../builders/must'

const picture = { id: 'img', name: 'a.png', bytes: 10, width: 1000, height: 800 }

/** A window with one open trace of Thyme that holds this code. */
function stateOf(code: string, drafts: Drafts = {}): State {
  const text = `<think>I cut.\n<code>\n\`\`\`python\n${code}\n\`\`\`\n</code>\n<answer>red</answer>`
  const trace: ForeignTrace = {
    question: 'q',
    images: [{ type: 'path', path: 'a.png' }],
    dialect: 'thyme',
    turns: [{ type: 'model', text }],
    meta: {},
  }
  const [first, ...rest] = traceProject(trace, { id: 'p', title: 't', name: 'n', pictures: [picture], at: 1 })
  if (first?.type !== 'project-created') throw new Error('no project')
  const project = { ...rest.reduce(applyChange, createProject(first)), drafts }
  return {
    ...initialState,
    document: { ...initialState.document, id: 'p', project, branch: project.branches[0]?.id },
  }
}

const two =
  "img = Image.open('a.png')\na = img.crop((100, 200, 400, 500))\nb = img.crop((10, 20, 310, 320))\na.save('x.png')"
const codeNow = (state: State, block: CodeBlock) =>
  codeNowIn(
    {
      project: must(state.document.project),
      branch: must(selectedBranch(state)),
      preview: state.editing.preview,
    },
    block,
  )
const looksOf = (state: State) => selectedRows(state).filter((r) => r.type === 'look')
const region = (l: number, t: number, r: number, b: number): Box<'image'> => box(l, t, r, b)

describe('a block of code', () => {
  it('belongs to all its looks, and says whose each number is', () => {
    const state = stateOf(two)
    const [a, b] = looksOf(state)
    const block = must(codeBlockOf(state, must(b).id))
    expect(block.head.id).toBe(a?.id)
    const now = codeNow(state, block)
    expect(now.code.startsWith('img = Image.open')).toBe(true)
    expect(now.places.map((p) => [now.code.slice(p.start, p.end), p.looks.map((l) => l.look)])).toEqual([
      ...['100', '200', '400', '500'].map((n) => [n, [1]]),
      ...['10', '20', '310', '320'].map((n) => [n, [2]]),
    ])
  })

  it('has a number that two looks hang on once', () => {
    const state = stateOf('y = 200\na = img.crop((100, y, 400, 500))\nb = img.crop((10, y, 310, 320))')
    const now = codeNow(state, must(codeBlockOf(state, must(looksOf(state)[0]).id)))
    const shared = must(now.places.find((p) => now.code.slice(p.start, p.end) === '200'))
    expect(shared.looks.map((l) => l.look)).toEqual([1, 2])
  })

  it('reads as a re-run would send it, while a box is dragged and when it was', () => {
    const before = stateOf(two)
    const id = must(looksOf(before)[1]).id
    const dragged: State = {
      ...before,
      editing: { ...before.editing, preview: { id, region: region(12, 20, 312, 320), state: 'dragged' } },
    }
    const drafted = stateOf(two, { [id]: { type: 'region', region: region(12, 20, 312, 320) } })
    for (const state of [dragged, drafted]) {
      const now = codeNow(state, must(codeBlockOf(state, id)))
      expect(now.code).toBe(two.replace('(10, 20, 310, 320)', '(12, 20, 312, 320)'))
      expect(now.places.filter((p) => p.changed).map((p) => now.code.slice(p.start, p.end))).toEqual([
        '12',
        '312',
      ])
      expect(now.instead).toBeUndefined()
    }
    const project = must(drafted.document.project)
    const sent = correctedSteps(project, must(project.branches[0])).map((s) => s.raw)
    expect(sent.join('')).toContain('(12, 20, 312, 320)')
  })

  it('says so where the region cannot be moved alone', () => {
    const loop = 'for i in range(2):\n  a = img.crop((100 * i, 200, 100 * i + 100, 500))'
    const id = must(looksOf(stateOf(loop))[0]).id
    const state = stateOf(loop, { [id]: { type: 'region', region: region(5, 200, 105, 500) } })
    const now = codeNow(state, must(codeBlockOf(state, id)))
    expect(now.code).toBe(loop)
    expect(now.instead).toContain('= 5, 200, 105, 500')
  })
})
