/**
 * Where program code stands in a turn: tags, fences, JSON of calls, commands of a shell. Each piece with its marks, every character at its
 * place, and other code put into it without touching what stands around.
 */
import { describe, expect, test } from 'vitest'
import { codeBlocks, type Block } from '../../../../app/dialects/code/blocks'
import { codeCalls } from '../../../../app/dialects/code/calls'
import { shellBlocks } from '../../../../app/dialects/code/shell'
import { outputSpans } from '../../../../app/dialects/code/spans'
import { toolCall } from '../../../builders/told'

const codes = (blocks: readonly Block[]) => blocks.map((b) => b.code)
const line = 'img.crop((1, 2, 30, 40))'

/** Every character of the code is where the block says, and other code goes into the same marks. */
function checkPlaces(text: string, blocks: readonly Block[]): void {
  for (const { code, placeOf, start, end, withCode } of blocks) {
    const wrong = code.split('').flatMap((letter, at) => {
      const there = text.charAt(placeOf(at))
      // In JSON a line end is a backslash and a letter.
      return there === letter || there === '\\' ? [] : [{ letter, there, at }]
    })
    expect(wrong).toEqual([])
    expect(withCode(code)).toBe(text.slice(start, end))
    expect(withCode('x = 1')).toContain('x = 1')
  }
}

describe('between tags', () => {
  test.each([
    ['with a fence', `<code>\n\`\`\`python\n${line}\n\`\`\`\n</code>`],
    ['with a fence of another kind', `<code>\n'''python\n${line}\n</code>`],
    ['with a word', `<code>python\n${line}\n</code>`],
    ['with nothing', `<code>${line}</code>`],
    ['on Windows', `<code>\r\n\`\`\`python\r\n${line}\r\n\`\`\`\r\n</code>`],
    ['closed by what the sandbox made', `<code>\n${line}\n<sandbox_output>`],
    ['never closed', `<code>\n\`\`\`python\n${line}`],
  ])('%s', (_, text) => {
    const blocks = codeBlocks(`So. ${text}`, 'tags')
    expect(codes(blocks).map((code) => code.trim())).toEqual([line])
    checkPlaces(`So. ${text}`, blocks)
  })

  test('two pieces, and which of them was closed', () => {
    const text = `<code>${line}</code> then <code>\n${line}`
    expect(codeBlocks(text, 'tags').map((b) => [b.code.trim(), b.whole])).toEqual([
      [line, true],
      [line, false],
    ])
  })

  test('a tag that is only spoken of has no code', () => {
    expect(codes(codeBlocks(`I write <code> tags: <code>${line}</code>`, 'tags'))).toEqual([line])
  })

  test('nothing between them is no code', () => {
    expect(codeBlocks('<code></code><code>\n```python\n```\n</code>', 'tags')).toEqual([])
  })

  test('a fence inside a text of the code does not end it', () => {
    const code = 'print("""```""")\nx = 1'
    expect(codes(codeBlocks(`<code>\n\`\`\`python\n${code}\n\`\`\`\n</code>`, 'tags'))).toEqual([code])
  })
})

describe('in fences', () => {
  test.each(['```python', '```py', '``` python3', '~~~python', "'''python", '```Python'])('%s', (open) => {
    const close = /```|~~~|'''/.exec(open)?.[0] ?? ''
    const text = `So.\n${open}\n${line}\n${close}\nThen.`
    expect(codes(codeBlocks(text, 'fence'))).toEqual([line])
    checkPlaces(text, codeBlocks(text, 'fence'))
  })

  test.each(['```json', '```', '```bash', '```javascript'])('%s holds no Python', (open) => {
    expect(codeBlocks(`${open}\n${line}\n\`\`\``, 'fence')).toEqual([])
  })

  test('in a quotation of Markdown', () => {
    expect(codes(codeBlocks(`\`\`\`python\n${line}\n> \`\`\`\nx`, 'fence'))).toEqual([line])
  })

  test('one that is never closed ends where the next begins', () => {
    expect(codes(codeBlocks(`\`\`\`python\na = 1\n\`\`\`python\n${line}\n\`\`\``, 'fence'))).toEqual([
      'a = 1',
      line,
    ])
  })

  test('as Google’s notebooks print code: up to what it printed', () => {
    const text = `--- Generated Code ---\n${line}\n--- Execution Output ---\n7\n`
    expect(codes(codeBlocks(text, 'fence'))).toEqual([line])
  })

  test('only where there are no tags, if both are read', () => {
    const tagged = `<code>${line}</code>\n\`\`\`python\nx = 1\n\`\`\``
    expect(codes(codeBlocks(tagged, 'tags-or-fence'))).toEqual([line])
    expect(codes(codeBlocks('```python\nx = 1\n```', 'tags-or-fence'))).toEqual(['x = 1'])
  })
})

describe('in a call', () => {
  const text = `So. ${toolCall('run', { code: `a = "b"\n${line}\t# é 😀`, image_index: 2 })} then`

  test('with its line ends and quotes, and the picture it is about', () => {
    const [block, ...more] = codeCalls(text, 'code')
    expect(more).toEqual([])
    expect(block).toMatchObject({ code: `a = "b"\n${line}\t# é 😀`, whole: true, picture: 2 })
    checkPlaces(text, codeCalls(text, 'code'))
  })

  test('other code is written as JSON again', () => {
    const [block] = codeCalls(text, 'code')
    expect(block?.withCode('x = "y"\n')).toBe(
      text.slice(4, -' then'.length).replace(/"code":"(?:[^"\\]|\\.)*"/, '"code":"x = \\"y\\"\\n"'),
    )
  })

  test('cut off in the middle it is what was there', () => {
    const cut = text.slice(0, text.indexOf('30, 40'))
    expect(codeCalls(cut, 'code')).toMatchObject([{ code: 'a = "b"\nimg.crop((1, 2, ', whole: false }])
  })

  test('a call of other arguments holds none', () => {
    expect(codeCalls(toolCall('run', { text: line }), 'code')).toEqual([])
    expect(codeCalls(toolCall('run', { code: 7 }), 'code')).toEqual([])
  })

  test('two calls, one without its end', () => {
    const two =
      toolCall('run', { code: 'a = 1' }).replace('\n</tool_call>', '') + toolCall('run', { code: line })
    expect(codes(codeCalls(two, 'code'))).toEqual(['a = 1', line])
  })
})

describe('in commands of a shell', () => {
  const run = (command: unknown, name = 'Bash') => toolCall(name, { command })

  test.each([
    ['a heredoc', `python3 - <<'EOF'\n${line}\nEOF`],
    ['a heredoc whose end stands in', `python - <<-PY\n${line}\n  PY\necho done`],
    ['a heredoc without its end', `python - <<EOF\n${line}`],
    ['a file that is written first', `cat > look.py <<'EOF'\n${line}\nEOF\npython look.py`],
    ['a line in single quotes', `python -c '${line}'`],
    ['a line in double quotes', `python3.11 -u -c "${line}"`],
  ])('%s', (_, command) => {
    const text = run(command)
    expect(codes(shellBlocks(text)).map((c) => c.trim())).toEqual([line])
    checkPlaces(text, shellBlocks(text))
  })

  test('backslashes of double quotes are the shell’s', () => {
    const text = run('python -c "print(\\"a\\", \\$HOME)"')
    expect(codes(shellBlocks(text))).toEqual(['print("a", $HOME)'])
    expect(shellBlocks(text)[0]?.withCode('print("b")')).toContain(
      JSON.stringify('print(\\"b\\")').slice(1, -1),
    )
  })

  test('a list whose last text is the code', () => {
    const code = `from PIL import Image\n${line}`
    expect(codes(shellBlocks(run(['python', '-c', code], 'shell')))).toEqual([code])
  })

  test.each(['ls -la', 'python look.py', 'grep -c python a.txt', 'echo "import this"'])(
    '%s has no Python',
    (command) => {
      expect(shellBlocks(run(command))).toEqual([])
    },
  )

  test('code under any of the usual names, once', () => {
    for (const name of ['code', 'python_code', 'python', 'script', 'source'])
      expect(codes(shellBlocks(toolCall('repl', { [name]: line })))).toEqual([line])
    expect(codes(shellBlocks(toolCall('repl', { code: line, script: line })))).toEqual([line])
  })
})

describe('what a sandbox wrote', () => {
  test('its words, and of an image nothing', () => {
    const text =
      'a <sandbox_output>7\n</sandbox_output> b <sandbox_output><image></sandbox_output> c <sandbox_output>8'
    expect(outputSpans(text, 'sandbox_output')).toEqual([
      { type: 'output', start: 2, end: text.indexOf(' b '), text: '7' },
    ])
  })

  test('a mark that is opened twice counts from the last', () => {
    const text = '<interpreter>a<interpreter>b</interpreter>'
    expect(outputSpans(text, 'interpreter')).toMatchObject([{ start: 14, text: 'b' }])
  })
})
