/** A dialogue in any registered language, as a trainer's file keeps it, is read as that language again, with its looks. */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../app/dialects'
import { box } from '../../app/geometry/box'
import { detect } from '../../app/formats/detect'
import { traceSteps } from '../../app/formats/steps'
import { written } from '../builders/reading'

const size = { width: 640, height: 480 }
const region = box<'image'>(64, 48, 320, 240)
/** Grounding models do not think aloud: a box between such tags is VLM-R³'s. */
const thoughts: Readonly<Record<string, string>> = { 'qwen-grounding': 'A sign.' }

/** A question, a look with what comes back, an answer. */
function dialogue(dialect: Dialect) {
  const { text } = written(dialect, region, size, dialect.overview('i', size, dialect.budgets).size)
  const thought = thoughts[dialect.id] ?? '<think>A sign.</think>'
  const told = dialect.system === undefined ? [] : [{ role: 'system', content: dialect.system }]
  const asked = [...told, { role: 'user', content: `<image>${dialect.ask('What does it say?', true)}` }]
  const view = dialect.overview('i', size, dialect.budgets)
  const back = dialect.handBack === 'inside' ? { before: '', after: '' } : dialect.handBack(1, view)
  if (dialect.shows === 'none')
    return [...asked, { role: 'assistant', content: `${thought}\n${text}\n${dialect.answer('hello')}` }]
  return [
    ...asked,
    { role: 'assistant', content: dialect.id === 'visual-cot' ? text : `${thought}\n${text}` },
    { role: 'user', content: `${back.before}<image>${back.after}` },
    { role: 'assistant', content: dialect.answer('hello') },
  ]
}

// DeepEyes' evaluation speaks the language of DeepEyes, Qwen3-VL writes Qwen2.5-VL's JSON: their words alone do not tell them apart.
const others = ['llava-cot', 'mulberry', 'openthinkimg', 'monet', 'deepeyes-eval', 'qwen3-grounding']
const speaking = dialects.filter((d) => !others.includes(d.id))

describe.each(speaking)('a dialogue of $name', (dialect) => {
  test.each(['messages', 'conversations'])('in %s is read as its own', (field) => {
    const messages = dialogue(dialect)
    const said = field === 'messages' ? messages : messages.map((m) => ({ from: m.role, value: m.content }))
    const row = { [field]: said, images: dialect.shows === 'none' ? ['a.png'] : ['a.png', 'b.png'] }
    const [likely] = detect([row])
    const parsed = likely?.format.parse(row)
    const trace = parsed?.ok === true ? parsed.value[0] : undefined
    if (trace === undefined) throw new Error(JSON.stringify(parsed))
    expect(trace.question).toBe('What does it say?')
    const pictures = trace.images.map(() => ({ id: 'i', name: '', bytes: 0, ...size }))
    const read = traceSteps(trace, { pictures, at: 0 })
    expect(read.dialect).toBe(dialect.id)
    expect(read.steps.filter((s) => s.type === 'look')).toHaveLength(1)
    expect(read.steps.findLast((s) => s.type === 'answer')).toMatchObject({ text: 'hello' })
  })
})
