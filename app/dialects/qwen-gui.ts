/**
 * Qwen3-VL as a GUI agent: `Thought: …`, `Action: …` and a call of `mobile_use` or `computer_use` with a coordinate, 0–999 of the
 * screen whatever its size. A call that ends the task or says something is the answer.
 * Source of every rule: QwenLM/Qwen3-VL, cookbooks/mobile_agent.ipynb (the tool, the screen of 999 × 999, divided by 999) and
 * cookbooks/computer_use.ipynb.
 */
import type { Span } from './dialect'
import { agentCall } from './marks/actions'
import { namingDialect } from './naming'
import { jsonOf, recordOf } from './spans'

const system =
  '# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function signatures within ' +
  '<tools></tools> XML tags:\n<tools>\n' +
  JSON.stringify({
    type: 'function',
    function: {
      name: 'mobile_use',
      description:
        'Use a touchscreen to interact with a mobile device, and take screenshots.\n' +
        "* The screen's resolution is 999x999.\n" +
        '* Make sure to click any buttons, links, icons, etc with the cursor tip in the center of the element.',
      parameters: {
        type: 'object',
        properties: {
          action: {
            type: 'string',
            enum: ['click', 'long_press', 'swipe', 'type', 'answer', 'system_button', 'wait', 'terminate'],
          },
          coordinate: { type: 'array', description: '(x, y): pixels from the left and from the top edge' },
          coordinate2: { type: 'array', description: '(x, y): the end of a swipe' },
          text: { type: 'string' },
        },
        required: ['action'],
      },
    },
  }) +
  '\n</tools>\n\nFor each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n' +
  '<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>'

/** Qwen’s use of a computer or phone: a call with a coordinate. */
export const qwenGui = namingDialect({
  id: 'qwen-gui',
  name: 'Qwen GUI agent',
  space: 'per-999',
  system,
  answers,
  stop: ['</tool_call>'],
  writes: 'points',
  writeBox: (numbers) => call({ action: 'click', coordinate: numbers }),
  writeAnswer: (text) => call({ action: 'answer', text }),
})

function call(args: Readonly<Record<string, unknown>>): string {
  return `<tool_call>\n${JSON.stringify({ name: 'mobile_use', arguments: args })}\n</tool_call>`
}

/** The last call that answers (`{"action": "answer", "text": …}`), or says how the task ended. */
function answers(text: string): readonly Span[] {
  const found = [...text.matchAll(agentCall)].at(-1)
  const {
    action,
    text: said,
    status,
  } = recordOf(recordOf(jsonOf((found?.[1] ?? '').trim()))?.['arguments']) ?? {}
  const words = action === 'answer' ? said : action === 'terminate' ? (said ?? status) : undefined
  if (found === undefined || typeof words !== 'string') return []
  return [{ type: 'answer', start: found.index, end: found.index + found[0].length, text: words }]
}
