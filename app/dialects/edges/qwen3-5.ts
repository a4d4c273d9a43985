/**
 * The call in a turn of Qwen3.5, which writes it as XML; what the zoom tool makes of it is Qwen3-VL's. Source: vLLM,
 * tool_parsers/qwen3coder_tool_parser.py (names, ends that may be missing, values by the tool's schema; what is no value stays a text).
 */
import { loadsOrNone, type PyValue } from './python'
import { jsonCall, type TurnCall } from './qwen3-vl'

/** Arguments that the tool's schema has as texts. */
const texts = new Set(['label'])

/** The first call in what was said; one in JSON is a call, too: Qwen-Agent's own prompts ask for it. */
export function xmlCall(said: string): TurnCall | undefined {
  const found = /<function=([^>\n]*)>/.exec(said)
  if (found === null) return jsonCall(said)
  const [body = ''] = said.slice(found.index + found[0].length).split('</function>')
  const args = new Map<string, PyValue>()
  for (const { 1: name = '', 2: value = '' } of body.matchAll(
    /<parameter=([^>\n]*)>([\s\S]*?)(?:<\/parameter>|(?=<parameter=)|$)/g,
  ))
    args.set(name.trim(), valueOf(name.trim(), value.replace(/^\n/, '').replace(/\n$/, '')))
  return { name: (found[1] ?? '').trim(), args: () => args }
}

function valueOf(name: string, text: string): PyValue {
  if (texts.has(name)) return text
  const value = loadsOrNone(text.trim(), 'json5')
  return value === undefined ? text : value
}
