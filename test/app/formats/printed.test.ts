/** Text that was printed or saved: who wrote what in it, notebooks, runs of code, logs of agents that ask agents. */
import { describe, expect, test } from 'vitest'
import { isTelling, unprinted } from '../../../app/formats/printed'
import { printedPartsOf } from '../../../app/formats/printed-parts'
import { hasSpeakers, printedTrace } from '../../../app/formats/printed-speakers'
import {
  answerOn,
  issuesIn,
  likeliest,
  refusedFor,
  regionsOn,
  traceIn,
  tracesIn,
} from '../../builders/format-rows'

/** Multiples of 28: shown to a model as it is. */
const size = { width: 1120, height: 840 }
const boxes = '[{"bbox_2d": [100, 80, 500, 400], "label": "cup"}]'
const printed = (...texts: readonly (string | { readonly image: string })[]) => ({
  printed: texts.map((text) => (typeof text === 'string' ? { text } : text)),
})

describe('who wrote what', () => {
  const parts = (text: string) =>
    printedPartsOf(text).map((part) => ('text' in part ? [part.role, part.text] : part.role))

  test.each([
    'Prompt: What?\nAnswer: Red.',
    '<|User|>: What?\n<|Assistant|>: Red.',
    'User: What?\nModel output: Red.',
    'Question： What?\nResponse： Red.',
    '\nInstruction: What?\n\nASSISTANT: Red.',
  ])('%j is a question and a reply', (text) => {
    expect(parts(text).map(([role, words]) => [role, String(words).trim()])).toEqual([
      ['user', 'What?'],
      ['assistant', 'Red.'],
    ])
  })

  test('a heading inside a reply is no new turn, a question after it is', () => {
    expect(parts('User: What?\nAssistant: It is\nAnswer: 42\nUser: Sure?\nAssistant: Yes.')).toEqual([
      ['user', 'What?'],
      ['assistant', 'It is\nAnswer: 42\n'],
      ['user', 'Sure?'],
      ['assistant', 'Yes.'],
    ])
  })

  test('without a heading at its beginning all of it is the reply', () => {
    const text = 'It says:\nQuestion: none\nAnswer: 42'
    expect(parts(text)).toEqual([['assistant', text]])
    expect(parts('Answer: 42')).toEqual([['assistant', 'Answer: 42']])
  })

  test('a question alone ends at a blank line', () => {
    expect(parts('Question: What is\nthis?\n\nIt is red.')).toEqual([
      ['user', 'What is\nthis?'],
      ['assistant', '\n\nIt is red.'],
    ])
    expect(parts('Question: What?')).toEqual([['user', 'What?']])
  })

  test('lines of the program around a reply are the program’s', () => {
    const text =
      '=====================\nBASE: torch.Size([1, 256])\nimage size: 3\nA cup.\n(1000, 800)\n===save results:===\n'
    expect(parts(text)).toEqual([
      ['program', '=====================\nBASE: torch.Size([1, 256])\nimage size: 3'],
      ['assistant', 'A cup.'],
      ['program', '(1000, 800)\n===save results:===\n'],
    ])
    expect(parts('\n\nA cup.\n\n')).toEqual([['assistant', '\n\nA cup.\n\n']])
  })

  test('a chat template is one', () => {
    expect(parts('user\nWhat?\nassistant\n')).toEqual([['template', 'user\nWhat?\nassistant\n']])
  })

  test('a page that holds its run as JavaScript is read as it says', () => {
    const text =
      'const STEPS_A = [{ text: "The \\"flag\\" (70, 650).", x: 70 }, { text: "So." }]\nconst INSTRUCTION_A = "What?"\nconst ANSWER_A = "Red\\n"'
    expect(parts(text)).toEqual([
      ['user', 'What?'],
      ['assistant', 'The "flag" (70, 650).\nSo.\nRed\n'],
    ])
  })

  test('no character is lost, whatever stands around', () => {
    for (const text of ['', ' ', '===\n===', 'User:', 'a\n\n\nb', '{"bbox_2d": [1, 2, 3, 4]}'])
      expect(
        printedPartsOf(text)
          .map((part) => ('text' in part ? part.text : ''))
          .join('').length,
      ).toBeLessThanOrEqual(text.length)
  })
})

describe('text that Python printed as a literal', () => {
  test.each([
    ["'a\\nb'", 'a\nb'],
    ['"it\'s"', "it's"],
    ["  'a'\n", 'a'],
    ["'a' and 'b'", "'a' and 'b'"],
    ['"', '"'],
    ["'a", "'a"],
    ['a', 'a'],
  ])('%j is %j', (text, words) => expect(unprinted(text)).toBe(words))
})

describe('a printed reply', () => {
  test('is about the image beside the file, which it names nowhere', () => {
    expect(likeliest(boxes)).toBe('printed')
    const trace = traceIn('printed', boxes)
    expect(trace.images).toEqual([{ type: 'path', path: '', besides: [] }])
    expect(regionsOn(trace, size)).toEqual([[100, 80, 500, 400]])
  })

  test('has the question that lies beside it, and of several images the one called alike', () => {
    const row = { ...printed(boxes), asked: 'Where is the cup?', like: 'page010', besides: ['a.png'] }
    expect(traceIn('printed', row)).toMatchObject({
      question: 'Where is the cup?',
      images: [{ path: '', besides: ['a.png'], like: 'page010' }],
    })
    expect(
      traceIn('printed', { ...row, printed: [{ text: `Prompt: Find it.\nAnswer: ${boxes}` }] }).question,
    ).toBe('Find it.')
  })

  test('of words alone is one answer, and that is told', () => {
    expect(issuesIn('printed', printed('It is red.'))).toEqual([
      { message: 'No region, thought or marked answer is in this text; all of it is shown as the answer.' },
    ])
    expect(answerOn(tracesIn('printed', printed('It is red.'))[0] ?? traceIn('printed', boxes), size)).toBe(
      'It is red.',
    )
    // In a column of a table words are no file.
    expect(refusedFor('printed', 'It is red.')).toEqual([{ message: 'This is no text that a model wrote.' }])
  })

  test('keeps lines of the program as a fact', () => {
    expect(traceIn('printed', printed(`===\n${boxes}\n(1000, 800)`)).meta).toEqual({
      program: '===\n(1000, 800)',
    })
  })

  test('whose first image is its own asks what stands before it', () => {
    const row = {
      ...printed('Where is the cup?', { image: 'data:image/png;base64,AAAA' }, boxes),
      shown: true,
    }
    expect(traceIn('printed', row)).toMatchObject({
      question: 'Where is the cup?',
      images: [{ type: 'inline', base64: 'AAAA' }],
    })
  })

  test.each([
    [boxes, true],
    ['<think>Hm.', true],
    ['So \\boxed{4}', true],
    ['user\nWhat?\nassistant\n', true],
    ['[Tool] zoom({"a": 1})', true],
    ['It is red.', false],
    ['', false],
  ])('%j tells of a reply: %s', (text, telling) => expect(isTelling(text)).toBe(telling))
})

describe('a run that says who speaks', () => {
  const run = [
    'Question: How many?',
    'Ground truth: 3',
    '[Assistant] I zoom.',
    '[Tool] crop_image({"x1": 0.1, "y1": 0.1, "x2": 0.5, "y2": 0.5})',
    '[Assistant] Three.',
    'Is correct: True',
  ].join('\n')

  test('is its question, turns and gold answer; a call is answered before the model goes on', () => {
    expect(hasSpeakers(run)).toBe(true)
    const trace = printedTrace([{ type: 'text', text: run }])
    expect(trace).toMatchObject({ question: 'How many?', gold: ['3'] })
    expect(trace?.turns.map((t) => t.type)).toEqual(['model', 'given', 'model'])
  })

  test('images that follow are what came back', () => {
    const image = (path: string) => ({ type: 'image', source: { type: 'path', path } }) as const
    const trace = printedTrace([
      { type: 'text', text: 'Question: How many?\n' },
      image('a.png'),
      { type: 'text', text: '[Assistant] I zoom.\n' },
      image('b.png'),
    ])
    expect(trace?.images.map((i) => i.type === 'path' && i.path)).toEqual(['a.png', 'b.png'])
    expect(trace?.turns[1]).toMatchObject({ type: 'given', images: [1] })
  })

  test('in which the model says nothing is none', () => {
    expect(printedTrace([{ type: 'text', text: 'Question: How many?\n**Tool result:** 7' }])).toBeUndefined()
  })
})

describe('a notebook', () => {
  const cell = (source: unknown, ...outputs: readonly object[]) => ({ cell_type: 'code', source, outputs })
  const stream = (text: unknown, name = 'stdout') => ({ output_type: 'stream', name, text })
  const book = (...cells: readonly object[]) => ({ nbformat: 4, cells })

  test('is a trace for each cell that printed a reply, asked by its source', () => {
    const both = book(
      {
        ...cell('prompt = "Where is the cup?"\nrun(prompt)', stream([boxes.slice(0, 10), boxes.slice(10)])),
        execution_count: 3,
      },
      cell('print(1)', stream('1\n')),
      cell(['query = """Where is\n', 'the dog?"""'], stream(boxes)),
    )
    expect(likeliest(both)).toBe('notebook')
    expect(tracesIn('notebook', both).map((t) => [t.id, t.question, t.meta['cell']])).toEqual([
      ['In [3]', 'Where is the cup?', 'In [3]'],
      ['cell 3', 'Where is\nthe dog?', 'cell 3'],
    ])
  })

  test.each([
    ["question = 'What?'", 'What?'],
    ['messages = [{"type": "text", "text": "What?"}]', 'What?'],
    ['[{"role": "user", "content": "What?"}]', 'What?'],
    ['prompt = "Old?"\nprompt = f"New?"', 'New?'],
    ['instruction = ""', ''],
    ['x = 1', ''],
  ])('%j asks %j', (source, question) => {
    expect(traceIn('notebook', book(cell(source, stream(boxes)))).question).toBe(question)
  })

  test('a cell may be asked by the one before, as long as that printed nothing', () => {
    const asked = cell('prompt = "What?"')
    expect(traceIn('notebook', book(asked, cell('run()', stream(boxes)))).question).toBe('What?')
    const printing = { ...asked, outputs: [stream('loading\n')] }
    expect(traceIn('notebook', book(printing, cell('run()', stream(boxes)))).question).toBe('What?')
    const between = book(asked, cell('x()', stream('loading\n')), cell('run()', stream(boxes)))
    expect(traceIn('notebook', between).question).toBe('')
  })

  test('warnings are no words, an image in two types is one image, its name is none', () => {
    const shown = {
      output_type: 'display_data',
      data: { 'image/png': ['AA\n', 'AA'], 'image/jpeg': 'BBBB', 'text/plain': '<Figure size 640x480>' },
    }
    const trace = traceIn('notebook', book(cell('', stream('slow!', 'stderr'), shown, stream(boxes))))
    expect(trace.images).toEqual([{ type: 'inline', base64: 'AAAA' }])
    expect(regionsOn(trace, size)).toEqual([[100, 80, 500, 400]])
  })

  test('a result that Python printed as a literal is what it says', () => {
    const result = { output_type: 'execute_result', data: { 'text/plain': `'${boxes}'` } }
    expect(regionsOn(traceIn('notebook', book(cell('', result))), size)).toEqual([[100, 80, 500, 400]])
  })

  test('without anything to tell is refused, and why', () => {
    expect(refusedFor('notebook', { nbformat: 4 })).toEqual([
      { path: 'cells', message: 'The notebook has no cells.' },
    ])
    expect(refusedFor('notebook', book(cell('x = 1')))).toEqual([
      { path: 'cells', message: 'No cell of this notebook has printed anything.' },
    ])
    expect(refusedFor('notebook', book(cell('', stream('1')), cell('', stream('2'))))).toEqual([
      {
        path: 'cells',
        message: 'No cell of this notebook has printed a region, a thought or a marked answer.',
      },
    ])
  })
})

describe('a run of code as text', () => {
  test('of a README: marks of Markdown are taken off, images are found by their paths', () => {
    const text = [
      '> **Question**: Which?',
      '> <img src="a.png" width="300">',
      '> \\<think>I zoom.\\</think><br>',
      '> \\<code>',
      '> ```python',
      '> img.crop((0, 0, 9, 9))',
      '> ```',
      '> \\</code>',
      '> ![crop](b.png)',
      '> \\<answer>Red\\</answer>',
    ].join('\n')
    expect(likeliest(text)).toBe('transcript')
    const trace = traceIn('transcript', text)
    expect(trace.images).toEqual(['a.png', 'b.png'].map((path) => ({ type: 'path', path })))
    expect(trace.turns.map((t) => (t.type === 'given' ? t.images : t.type))).toEqual(['model', [1], 'model'])
    expect(answerOn(trace, size)).toBe('Red')
  })

  test('of a notebook of Google’s: what was printed under the code came back', () => {
    const text =
      '--- Generated Code ---\nprint(1)\n--- Execution Output ---\n1\n--- Generated Code ---\nprint(2)\n'
    expect(traceIn('transcript', { ...printed(text), asked: 'How many?' })).toMatchObject({
      question: 'How many?',
      dialect: 'gemini-code',
      turns: [{ type: 'model' }, { type: 'given', text: '1' }, { type: 'model' }],
    })
  })

  test('between tags of its own stands the question', () => {
    expect(
      traceIn('transcript', '<query>Which?</query>\n<think>Hm.</think><answer>Red</answer>').question,
    ).toBe('Which?')
    expect(refusedFor('transcript', 'It is red.')).toEqual([
      { message: 'The text has no marks of a run: no reasoning, code or answer between tags.' },
    ])
  })
})
