/** The marks around calls, in every spelling the field has. One pass, no repetition without a bound. Knows no meaning. */
import type { Extent } from '../dialect'

/** Marks of which a call has several. */
const tags =
  '<\\/?tool_call>|<\\/function>|<\\/parameter>|<\\/invoke>|<\\/?arg_key>|<\\/?arg_value>|' +
  '<function=(?<fn>[^<>\\s]{1,200})>|<invoke name="(?<inv>[^<>"]{1,200})">|' +
  '<parameter=(?<par>[^<>\\s]{1,200})>|<parameter name="(?<named>[^<>"]{1,200})"[^<>]{0,80}>|' +
  // What ends a call that nobody closed.
  '<\\/?think>|<answer>|<\\|im_end\\|>|<tool_response>'
/**
 * Marks after which a name and its arguments stand: Qwen-Agent, the Qwen3-VL cookbook and Mistral, Kimi, DeepSeek, Llama, and
 * what Anthropic's cookbooks print.
 */
const printedMarks =
  '✿FUNCTION✿|\\[TOOL_CALLS?\\]|<\\|tool_call_begin\\|>|<｜tool▁call▁begin｜>|<\\|python_tag\\|>|' +
  '^\\[Tool\\](?=[ \\t]{0,4}[\\w.-]{1,100}\\()'
/** A text without any of these has no call. */
const openers = ['<tool_call>', '<function=', '<invoke name="', '✿FUNCTION✿', '[TOOL_CALL', '[Tool]'].concat([
  '<|tool_call_begin|>',
  '<｜tool▁call▁begin｜>',
  '<|python_tag|>',
])

/** A tag as it stands in a text. */
export interface Mark extends Extent {
  readonly type: string
  readonly name: string
  readonly printed: boolean
}

const all = new RegExp(`${tags}|(?<print>${printedMarks})`, 'gmu')

/** Every mark of a text, in order; none where it has no call. */
export function marksIn(text: string): readonly Mark[] {
  if (!openers.some((mark) => text.includes(mark))) return []
  return [...text.matchAll(all)].map((m) => {
    const { fn, inv, par, named, print } = m.groups ?? {}
    return {
      type: typeOf(m[0]),
      name: fn ?? inv ?? par ?? named ?? '',
      printed: print !== undefined,
      start: m.index,
      end: m.index + m[0].length,
    }
  })
}

function typeOf(mark: string): string {
  if (/^<(?:function=|invoke )/.test(mark)) return '<function>'
  if (/^<parameter[= ]/.test(mark)) return '<parameter>'
  return mark === '</invoke>' ? '</function>' : mark
}

/** What ends a `<tool_call>` block: its own end, the next one, or the next part of the turn. */
export function isBlockMark({ type }: Mark): boolean {
  return type === '<tool_call>' || type === '</tool_call>'
}

/** What ends a block that nobody closed. */
export function isStop({ type }: Mark): boolean {
  return /^<(?:\/?think|answer|\|im_end\||tool_response)>$/.test(type)
}
