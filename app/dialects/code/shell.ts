/**
 * Python in the commands of agents that have a shell: `python - <<'EOF' … EOF`, `python -c "…"`, a heredoc into a `.py` file; and code
 * that a call holds under a name of its own. Each character keeps its place in the turn. Knows no family and runs nothing.
 */
import type { Block } from './blocks'
import { codeCalls } from './calls'

/** Arguments that hold a command; what is not Python in it is no code to be read. */
const commands = ['command', 'cmd'] as const
/** Arguments that hold nothing but code. */
const codes = ['code', 'python_code', 'python', 'script', 'source'] as const

/** The Python of every call of a text, in order. */
export function shellBlocks(text: string): readonly Block[] {
  const inCommands = commands.flatMap((name) => codeCalls(text, name).flatMap((b) => pythonIn(b) ?? []))
  const plain = codes.flatMap((name) => codeCalls(text, name))
  const blocks = [...inCommands, ...plain].sort((a, b) => a.start - b.start)
  return blocks.filter((block, i) => block.start !== blocks[i - 1]?.start)
}

/** A heredoc that Python reads, or that makes a file of Python. */
const heredoc =
  /(?:\bpython3?(?:\.\d{1,2})?\b|\.py\b)[^\n<]{0,200}<<-?\s{0,5}(["']?)(\w{1,40})\1[^\n]{0,200}\n/
const inline = /\bpython3?(?:\.\d{1,2})?\s{1,5}(?:-\w{1,5}\s{1,5}){0,3}-c\s{1,5}(["'])/

/** The Python of a command as a block of its own; undefined where it has none. */
function pythonIn(command: Block): Block | undefined {
  const { code } = command
  const doc = heredoc.exec(code)
  if (doc !== null) {
    const from = doc.index + doc[0].length
    const end = code.slice(from).search(new RegExp(`^\\s*${doc[2] ?? ''}\\s*$`, 'm'))
    const to = end < 0 ? code.length : from + end
    return inside(command, { from, to, quote: '' })
  }
  const quoted = inline.exec(code)
  if (quoted !== null) {
    const quote = quoted[1] ?? ''
    const from = quoted.index + quoted[0].length
    return inside(command, { from, to: quoteEnd(code, from, quote), quote })
  }
  // `["python", "-c", "…"]`: the list's last text is the code itself.
  return /^\s*(?:import|from)\s+\w/m.test(code) ? command : undefined
}

/** Where a quoted text of a shell ends: between double quotes a backslash keeps what follows. */
function quoteEnd(code: string, from: number, quote: string): number {
  let at = from
  while (at < code.length && code[at] !== quote) at += quote === '"' && code[at] === '\\' ? 2 : 1
  return Math.min(at, code.length)
}

interface Part {
  readonly from: number
  readonly to: number
  /** What it stands between; empty: as it is. */
  readonly quote: string
}

/** A part of a block's code as a block, without the backslashes of a shell's double quotes. */
function inside(command: Block, { from, to, quote }: Part): Block {
  const places: number[] = []
  let code = ''
  for (let at = from; at < to; at++) {
    if (quote === '"' && command.code[at] === '\\' && /["\\$`]/.test(command.code[at + 1] ?? '')) at++
    places.push(at)
    code += command.code.charAt(at)
  }
  const escaped = (other: string) => (quote === '"' ? other.replace(/["\\$`]/g, '\\$&') : other)
  return {
    ...command,
    code,
    placeOf: (at) => command.placeOf(places[at] ?? to),
    withCode: (other) =>
      command.withCode(command.code.slice(0, from) + escaped(other) + command.code.slice(to)),
  }
}
