/** The marks around calls, in every spelling the field has. One pass, no repetition without a bound. Knows no meaning. */
import type { Extent } from '../../extent'

/** Marks of which a call has several. */
const tags =
  '<\\/?tool_call>|<\\/function>|<\\/parameter>|<\\/invoke>|<\\/?arg_key>|<\\/?arg_value>|' +
  '<function=(?<fn>[^<>\\s]{1,200})>|<invoke name="(?<inv>[^<>"]{1,200})">|' +
  '<parameter=(?<par>[^<>\\s]{1,200})>|<parameter name="(?<named>[^<>"]{1,200})"[^<>]{0,80}>|' +
  // What ends a call that nobody closed.
  '<\\/?think>|<answer>|<\\|im_end\\|>|<tool_response>'
/**
 * Marks after which a name and its arguments stand: Qwen-Agent, the Qwen3-VL cookbook and Mistral, Kimi, DeepSeek, Llama, gpt-oss,
 * and what Anthropic's cookbooks print.
 */
const printedMarks =
  '✿FUNCTION✿|\\[TOOL_CALLS?\\]|<\\|tool_call_begin\\|>|<｜tool▁call▁begin｜>|<\\|python_tag\\|>|' +
  '<\\|channel\\|>\\w{1,12} to=|<\\|start\\|>assistant to=|^\\[Tool\\](?=[ \\t]{0,4}[\\w.-]{1,100}\\()'
/**
 * Calls that stand without any mark, at the beginning of a line or a fence: an object with a name and its arguments, a Python call
 * with a region among its names (`[zoom(bbox=[…])]`). What comes before them; the call itself is looked at only.
 */
const bareMarks =
  '^(?:```(?:json|tool_call|tool_code)?\\s{0,5})?(?=\\{\\s{0,9}["\'](?:name|tool|tool_name|function)["\']\\s{0,5}:\\s{0,5}["\'][\\w.:-]{1,100}["\']' +
  '\\s{0,5},\\s{0,9}["\'](?:arguments|parameters|args|input|tool_input)["\']\\s{0,5}:)|' +
  '^\\[?(?=[A-Za-z_][\\w.]{0,60}\\(\\s{0,5}(?:bbox|bbox_2d|box|region|x1|img_idx|image_index|image_id)\\s{0,5}=)'
/** A text without any of these has no call. */
const openers = ['<tool_call>', '<function=', '<invoke name="', '✿FUNCTION✿', '[TOOL_CALL', '[Tool]'].concat([
  '<|tool_call_begin|>',
  '<｜tool▁call▁begin｜>',
  '<|python_tag|>',
  ...[
    '<|channel|>',
    '<|start|>assistant to=',
    '"arguments"',
    '"parameters"',
    '"args"',
    '"input"',
    '"tool_input"',
  ],
  ...["'arguments'", "'parameters'"],
])

const pythonCall = /\w\(\s{0,5}(?:bbox|bbox_2d|box|region|x1|img_idx|image_index|image_id)\s{0,5}=/

/** A tag as it stands in a text. */
export interface TagMark extends Extent {
  readonly type: string
  readonly name: string
  readonly printed: boolean
  /** Nothing but the form of what follows says that it is a call. */
  readonly bare: boolean
}

const all = new RegExp(`${tags}|(?<print>${printedMarks})|(?<bare>${bareMarks})`, 'gmu')

/** Every mark of a text, in order; none where it has no call. */
export function marksIn(text: string): readonly TagMark[] {
  if (!pythonCall.test(text) && !openers.some((mark) => text.includes(mark))) return []
  const marks = [...text.matchAll(all)].map((m): TagMark => {
    const { fn, inv, par, named, print, bare } = m.groups ?? {}
    return {
      type: typeOf(m[0]),
      name: fn ?? inv ?? par ?? named ?? '',
      printed: print !== undefined || bare !== undefined,
      bare: bare !== undefined,
      start: m.index,
      end: m.index + m[0].length,
    }
  })
  return outsideOfOthers(marks)
}

/** Inside a call with marks of its own nothing else begins one. */
function outsideOfOthers(marks: readonly TagMark[]): readonly TagMark[] {
  let inside = false
  return marks.filter((mark) => {
    if (mark.bare) return !inside
    if (mark.type === '<tool_call>' || mark.type === '<function>') inside = true
    else if (mark.type === '</tool_call>' || mark.type === '</function>' || isStop(mark)) inside = false
    return true
  })
}

function typeOf(mark: string): string {
  if (/^<(?:function=|invoke )/.test(mark)) return '<function>'
  if (/^<parameter[= ]/.test(mark)) return '<parameter>'
  return mark === '</invoke>' ? '</function>' : mark
}

/** What ends a `<tool_call>` block: its own end, the next one, or the next part of the turn. */
export function isBlockMark({ type }: TagMark): boolean {
  return type === '<tool_call>' || type === '</tool_call>'
}

/** What ends a block that nobody closed. */
export function isStop({ type }: TagMark): boolean {
  return /^<(?:\/?think|answer|\|im_end\||tool_response)>$/.test(type)
}
