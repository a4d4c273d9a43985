/** Agents with a shell: Python in their commands is a look, every character at its place, and a moved box is written back into the command. */
import { describe, expect, test } from 'vitest'
import { agentCode } from '../../../app/dialects/agent-code'
import type { TurnContext } from '../../../app/dialects/dialect'
import { writeCall, writeValue } from '../../../app/dialects/calls/write'
import { dialectIn } from '../../../app/formats/chat-dialect'
import { box } from '../../../app/geometry/box'

const context: TurnContext = { pictures: [{ size: { width: 2000, height: 1000 } }], asked: 1 }
const call = (name: string, args: object) => writeCall(name, writeValue({ ...args }).slice(1, -1))
const lines = "from PIL import Image\nim = Image.open('w.png')\nim.crop((200, 100, 600, 400)).save('c.png')"
const looksIn = (text: string) =>
  agentCode.spans(text, context).flatMap((s) => (s.type === 'look' ? [s] : []))

const commands: readonly (readonly [string, string])[] = [
  [
    'a heredoc',
    call('Bash', { command: `cd /tmp && python3 - <<'EOF'\n${lines}\nEOF`, description: 'Crop' }),
  ],
  ['a heredoc into a file', call('Bash', { command: `cat > a.py <<EOF\n${lines}\nEOF\npython a.py` })],
  [
    'a quoted line',
    call('Bash', {
      command: `python -c "from PIL import Image; Image.open(\\"w.png\\").crop((200, 100, 600, 400)).save(\\"c.png\\")"`,
    }),
  ],
  ['a list', call('shell', { command: ['bash', '-lc', `python - <<'PY'\n${lines}\nPY`] })],
  ['a list with the code itself', call('shell', { command: ['python', '-c', lines] })],
  ['a tool of any name', call('mcp__repl__execute', { code: lines })],
]

describe.each(commands)('%s', (_, text) => {
  test('is a look', () => {
    expect(looksIn(`I crop.\n${text}`).map((l) => l.numbers)).toEqual([[200, 100, 600, 400]])
    expect(dialectIn({ spoken: text, system: '' }, 'qwen-grounding')).toBe('agent-code')
  })

  test('points at its own numbers', () => {
    const literals = looksIn(text)[0]?.literals ?? []
    expect(literals.map(({ start, end }) => text.slice(start, end))).toEqual(['200', '100', '600', '400'])
  })

  test('is rewritten where its box is moved, and is still the same command', () => {
    const moved = agentCode.move(text, { which: 0, to: box(210, 120, 610, 420) }, context) ?? ''
    expect(moved).toBe(text.replace('200, 100, 600, 400', '210, 120, 610, 420'))
  })
})

test('a call with a box beside the code is a look as well', () => {
  const crop = call('mcp__crop__crop_image', { image_path: 'w.png', x1: 0.1, y1: 0.2, x2: 0.3, y2: 0.4 })
  const text = `${crop}\n${commands[0]?.[1]}`
  expect(looksIn(text).map((l) => [l.numbers, l.notation?.space])).toEqual([
    [[0.1, 0.2, 0.3, 0.4], 'unit'],
    [[200, 100, 600, 400], undefined],
  ])
  expect(dialectIn({ spoken: text, system: '' }, 'qwen-grounding')).toBe('agent-code')
})

test('a command without Python, or Python without an image, is a call', () => {
  for (const command of ['ls -la', "python - <<'EOF'\nprint(1)\nEOF"]) {
    expect(looksIn(call('Bash', { command }))).toEqual([])
    expect(dialectIn({ spoken: call('Bash', { command }), system: '' }, 'qwen-grounding')).toBe('tool-calls')
  }
})
