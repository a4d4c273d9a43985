/**
 * A region that code looks at, dragged: the code is written again and says so when it is read again, in each dialect of code and however
 * the region is written; an export of the correction, read again, has it where it was put, too.
 */
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import { openAi } from '../../../app/exports/openai'
import { defaultSelection, select } from '../../../app/exports/select'
import { isSlot, type RecordValue } from '../../../app/exports/writer'
import { detect } from '../../../app/formats/detect'
import type { ForeignTrace } from '../../../app/formats/format'
import { traceProject } from '../../../app/formats/project'
import { traceSteps } from '../../../app/formats/steps'
import { box, boxOf, type Box } from '../../../app/geometry/box'
import { correctedSteps } from '../../../app/reasoning/corrected'
import { replay } from '../../../app/trace/replay'
import type { Project } from '../../../app/trace/project'
import type { LookStep, Step } from '../../../app/trace/step'
import { must } from '../../builders/must'

const size = { width: 2000, height: 1400 }
const languages = [
  'thyme',
  'v-thinker',
  'deepeyes-v2',
  'pyvision',
  'pyvision-rl',
  'codevision',
  'visual-arft',
  'gemini-code',
] as const

/** Code that cuts from `I`, as PIL has it and as an array; which of its looks is dragged. */
const forms: readonly {
  readonly name: string
  readonly pil: string
  readonly array: string
  readonly which?: number
}[] = [
  { name: 'literal', pil: 'c = I.crop((500, 100, 900, 400))', array: 'c = I[100:400, 500:900]' },
  {
    name: 'variable',
    pil: 'box = (500, 100, 900, 400)\nc = I.crop(box)',
    array: 'box = (500, 100, 900, 400)\nc = I[box[1]:box[3], box[0]:box[2]]',
  },
  {
    name: 'sum',
    pil: 'x, y = 500, 100\nw, h = 400, 300\nc = I.crop((x, y, x + w, y + h))',
    array: 'x, y = 500, 100\nw, h = 400, 300\nc = I[y:y + h, x:x + w]',
  },
  {
    name: 'keyword',
    pil: 'c = I.crop(box=(500, 100, 900, 400))',
    array: 'c = I[slice(100, 400), slice(500, 900)]',
  },
  {
    name: 'tuple unpacked',
    pil: '(x1, y1), (x2, y2) = (500, 100), (900, 400)\nc = I.crop((x1, y1, x2, y2))',
    array: '(x1, y1), (x2, y2) = (500, 100), (900, 400)\nc = I[y1:y2, x1:x2]',
  },
  {
    name: 'numpy, rows first',
    pil: 'import numpy as np\na = np.array(I)\ny1, y2, x1, x2 = 100, 400, 500, 900\nc = a[y1:y2, x1:x2]',
    array: 'y1, y2, x1, x2 = 100, 400, 500, 900\nc = I[y1:y2, x1:x2].copy()',
  },
  {
    name: 'slice',
    pil: 'import numpy as np\nc = np.asarray(I)[100:400, 500:900]',
    array: 'c = I[100:400, 500:900, :]',
  },
  {
    name: 'crop of a crop',
    pil: 'b = I.crop((400, 50, 1400, 900))\nc = b.crop((100, 50, 500, 350))',
    array: 'b = I[50:900, 400:1000]\nc = b[50:350, 100:500]',
    which: 1,
  },
]

/** A generation in the dialect's own wrapping around the code. */
function written(id: string, code: string): string {
  const dialect = must(dialectOf(id))
  const { text } = dialect.request(box(10, 20, 300, 400), { size, frame: size }, 'x')
  if (id === 'codevision') {
    const call = JSON.parse(text.replace(/<\/?tool_call>/g, '')) as { arguments: { code: string } }
    call.arguments.code = `${code.replaceAll('I', 'image').replaceAll('image.crop', 'image.crop')}\nresult = c`
    return `<tool_call>\n${JSON.stringify(call)}\n</tool_call>`
  }
  const name = must(/(\w+)(?:\.crop\(|\[14:286)/.exec(text)?.[1])
  const cut = must(/^.*(?:\.crop\(|\[14:286).*$/m.exec(text)?.[0])
  const made = must(/^(\w+) = /.exec(cut)?.[1])
  return text.replace(cut, () => `${code.replaceAll(/\bI\b/g, name)}\n${made} = c`)
}

function traceOf(id: string, text: string): ForeignTrace {
  return {
    question: 'What does it say?',
    images: [{ type: 'path', path: 'a.png' }],
    dialect: must(dialectOf(id)).id as ForeignTrace['dialect'],
    turns: [
      { type: 'model', text },
      { type: 'model', text: must(dialectOf(id)).answer('9') },
    ],
    meta: {},
  }
}

const picture = { id: 'i', name: 'a.png', bytes: 1, ...size }
const looksOf = (steps: readonly Step[]) => steps.filter((s): s is LookStep => s.type === 'look')
const edges = ({ left, top, right, bottom }: Box<'image'>) => [left, top, right, bottom]

function projectOf(trace: ForeignTrace): Project {
  const how = { pictures: [picture], at: 0, id: 'p', title: 't', name: 'n' }
  return must(replay(traceProject(trace, how)))
}

/** Whole thousandths, too. */
const to = boxOf<'image'>(box(612, 154, 1202, 777))

describe.each(languages)('%s', (id) => {
  test.each(forms)('$name', ({ pil, array, which = 0 }) => {
    // Visual-ARFT's numbers are thousandths, whatever OpenCV makes of them.
    const isArft = id === 'visual-arft'
    // What thousandths of a crop that OpenCV made would be nobody can say.
    if (isArft && which > 0) return
    const text = written(id, isArft ? array : pil)
    const first = isArft ? [1000, 140, 1800, 560] : [500, 100, 900, 400]
    const project = projectOf(traceOf(id, text))
    const branch = must(project.branches[0])
    const looks = looksOf(branch.path.map((step) => must(project.steps[step])))
    const look = must(looks[which])
    expect(edges(look.region)).toEqual(first)
    const dragged: Project = { ...project, drafts: { [look.id]: { type: 'region', region: to } } }
    const steps = correctedSteps(dragged, branch)

    // The code says it, and nothing but its numbers has changed.
    const said = steps.flatMap((s) => (s.type === 'observation' ? [] : [s.raw])).join('')
    const bare = (t: string) => t.replace(/\d+(?:\.\d+)?/g, '0')
    expect(bare(said)).toContain(bare(text.trim()))
    const again = traceSteps(traceOf(id, said), { pictures: [picture], at: 0 })
    expect(edges(must(looksOf(again.steps)[which]).region)).toEqual(edges(to))
    expect(looksOf(again.steps)).toHaveLength(looks.length)

    // So does an export that is read again.
    const trace = must(select(dragged, { ...defaultSelection, words: 'corrected' }).traces[0])
    const dialect = must(dialectOf(id))
    const rows = openAi.write(trace, { dialect, budgets: dialect.budgets })
    const row = JSON.parse(
      JSON.stringify(must(rows.ok ? rows.value[0] : undefined), (_key, value: RecordValue) =>
        isSlot(value) ? 'a.png' : value,
      ),
    ) as unknown
    const parsed = must(detect([row])[0]).format.parse(row)
    const read = must(parsed.ok ? parsed.value[0] : undefined)
    const pictures = read.images.map(() => picture)
    const exported = looksOf(traceSteps(read, { pictures, at: 0, dialect: id }).steps)
    expect(edges(must(exported[which]).region)).toEqual(edges(to))
  })
})
