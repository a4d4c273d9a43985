/**
 * Actions of GUI agents that name a point: `click(point='<point>450 417</point>')` (Seed1.5-VL), `click(start_box='(197,525)')`
 * (UI-TARS), `{"name": "mobile_use", "arguments": {"action": "click", "coordinate": [447, 81]}}` (Qwen). Each point is a look, named
 * by its action.
 * Sources: ByteDance-Seed/Seed1.5-VL, GUI/gui.ipynb; bytedance/UI-TARS, codes/ui_tars/action_parser.py; QwenLM/Qwen3-VL,
 * cookbooks/mobile_agent.ipynb (divides by 999) and computer_use.ipynb.
 */
import type { Notation } from '../../geometry/spaces'
import type { Span } from '../dialect'
import { jsonOf, recordOf } from '../spans'
import { lookSpans } from './pieces'
import { numbersIn } from './region'

const perMille: Notation = { space: 'per-mille', order: 'xyxy' }
const per999: Notation = { space: 'per-999', order: 'xyxy' }

/** A call with a place among its arguments, up to the first of them. */
const callHead =
  /\b([A-Za-z_]\w{0,40})\((?:\w{1,30}\s{0,5}=\s{0,5}'[^'()\n]{0,200}',\s{0,5}){0,20}(?=(?:point|start_point|start_box|box)\s{0,5}=)/g
/** One place: its argument's name and what stands in quotes. */
const place =
  /\s{0,5},?\s{0,5}(point|start_point|end_point|start_box|end_box|box)\s{0,5}=\s{0,5}(['"])([^'"\n]{0,200})\2/y
const rest = /[^()\n]{0,2000}\)/y

/** Calls as Python writes them. `own`: how the dialect writes. */
export function actionPoints(text: string, own: Notation): readonly Span[] {
  let done = 0
  return [...text.matchAll(callHead)].flatMap((m) => {
    if (m.index < done) return []
    const label = m[1] ?? ''
    const places: (readonly number[])[] = []
    let at = m.index + m[0].length
    for (;;) {
      place.lastIndex = at
      const found = place.exec(text)
      if (found === null) break
      places.push(numbersIn(found[3] ?? ''))
      at += found[0].length
    }
    if (places.length === 0) return []
    rest.lastIndex = at
    const end = at + (rest.exec(text)?.[0].length ?? 0)
    done = end
    const good = places.filter(({ length }) => length === 2 || length === 4)
    const read = {
      regions: good.map((numbers) => ({ numbers })),
      ...(good.length === places.length ? {} : { broken: 'The point of this action cannot be read.' }),
    }
    return lookSpans({ start: m.index, end, read, label, notation: perMille }, own)
  })
}

/** A number of an action's own arguments. */
const coordinate = String.raw`(\d{1,5}(?:\.\d{1,6})?)`
const scripted = new RegExp(
  String.raw`\bpyautogui\.(\w{1,30})\(\s{0,5}(?:x\s{0,5}=\s{0,5})?${coordinate}\s{0,5},\s{0,5}(?:y\s{0,5}=\s{0,5})?${coordinate}[^()\n]{0,200}\)`,
  'g',
)

/**
 * Actions as a script has them: `pyautogui.click(x=0.31, y=0.72)` in shares of the screen (MoonshotAI/Kimi-VL, README.md), or in whole
 * pixels of what the model saw (xlang-ai/OpenCUA, README.md).
 */
export function scriptedPoints(text: string, own: Notation): readonly Span[] {
  return [...text.matchAll(scripted)].flatMap((m) => {
    const numbers = [Number(m[2]), Number(m[3])]
    const isShare = numbers.every((n) => n <= 1) && numbers.some((n) => !Number.isInteger(n))
    const notation: Notation = isShare ? { space: 'unit', order: 'xyxy' } : own
    const place = { start: m.index, end: m.index + m[0].length }
    return lookSpans({ ...place, read: { regions: [{ numbers }] }, label: m[1] ?? '', notation }, own)
  })
}

/** A call between its marks, whatever its arguments hold. */
export const agentCall = /<tool_call>((?:(?!<\/?tool_call>)[^])*)<\/tool_call>/g
const agents = /^(?:mobile_use|computer_use|browser_use)$/

/** Calls of Qwen's phone and computer. Every point of a call is a look: a swipe has two. */
export function agentPoints(text: string, own: Notation): readonly Span[] {
  return [...text.matchAll(agentCall)].flatMap((m): readonly Span[] => {
    const { name, arguments: given } = recordOf(jsonOf((m[1] ?? '').trim())) ?? {}
    const args = recordOf(given) ?? {}
    if (typeof name !== 'string' || !agents.test(name)) return []
    const points = ['coordinate', 'coordinate2'].flatMap((key) => (key in args ? [args[key]] : []))
    if (points.length === 0) return []
    const numbers = points.map((point) =>
      Array.isArray(point) ? point.filter((n) => typeof n === 'number') : [],
    )
    const good = numbers.filter(({ length }) => length === 2)
    const read = {
      regions: good.map((two) => ({ numbers: two })),
      ...(good.length === points.length ? {} : { broken: 'The coordinate of this action cannot be read.' }),
    }
    const label = typeof args['action'] === 'string' ? args['action'] : name
    return lookSpans({ start: m.index, end: m.index + m[0].length, read, label, notation: per999 }, own)
  })
}

const finished = /\bfinished\(\s{0,5}content\s{0,5}=\s{0,5}(['"])/g
const quotedRest = { "'": /[^'\\\n]*(?:\\.[^'\\\n]*)*/y, '"': /[^"\\\n]*(?:\\.[^"\\\n]*)*/y } as const

/** An answer as the end of a task: quotes, backslashes and line ends written as in Python, as UI-TARS' prompt asks for it. */
export function finishedCall(text: string): string {
  return `finished(content='${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}')`
}

/** What `finished(content='…')` says at the end of a task: the last on whose line its quote and bracket are closed. */
export function finishedAnswer(text: string): readonly Span[] {
  for (const { 0: head, 1: quote, index } of [...text.matchAll(finished)].reverse()) {
    const from = index + head.length
    const words = quotedRest[quote === '"' ? '"' : "'"]
    words.lastIndex = from
    const said = words.exec(text)?.[0] ?? ''
    closing.lastIndex = from + said.length + 1
    if (text[from + said.length] !== quote || !closing.test(text)) continue
    return [{ type: 'answer', start: index, end: closing.lastIndex, text: unescaped(said) }]
  }
  return []
}
const closing = /\s{0,5}\)/y

/** Other letters after a backslash keep it, as in Python. */
function unescaped(said: string): string {
  return said.replace(/\\(['"\\n])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}
