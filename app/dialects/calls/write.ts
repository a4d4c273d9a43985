/**
 * Calls in a model's words: JSON or Qwen3-Coder's XML between `<tool_call>` marks, and back to the data that a server takes.
 * What is written is read again as the same call. Knows no family.
 */
import { parsedJson } from '../../json'
import { numbersFor } from '../../geometry/spaces'
import { writeNumbers } from '../crops'
import { notationOf, type Dialect, type ToolCall, type ToolDeclaration, type Tools } from '../dialect'
import { looseOf } from './loose'
import type { SpelledCall } from './call'
import { callsIn } from './scan'

/** How a family's chat template writes calls. */
export type CallSpelling = 'json' | 'xml'

/** A call in the model's words. `args`: the inside of a JSON object, as it is to stand there. */
export function writeCall(name: string, args: string): string {
  return `<tool_call>\n{"name": "${name}", "arguments": {${args}}}\n</tool_call>`
}

/** A zoom call in the words that DeepEyes, Chain-of-Focus and Qwen3-VL share; `more`: arguments after the label. */
export function writeBoxCall(
  name: string,
  numbers: readonly number[],
  { label = 'region', more = '' }: { readonly label?: string | undefined; readonly more?: string } = {},
): string {
  return writeCall(name, `"bbox_2d": ${writeNumbers(numbers)}, "label": ${JSON.stringify(label)}${more}`)
}

/** How such a family asks for a region: by this tool, in numbers of this space. */
export function boxRequests(tool: string, space: Dialect['space'], more = ''): Dialect['request'] {
  return (region, source, label) => {
    const numbers = numbersFor(notationOf({ space }), region, source)
    return { numbers, text: writeBoxCall(tool, numbers, { label, more }) }
  }
}

/** The schema of an argument that is a box. */
export function boxSchema(description: string, type: 'number' | 'integer' = 'number') {
  return { type: 'array', items: { type }, minItems: 4, maxItems: 4, description }
}

/** The same as Qwen3.5's chat template writes it: data as JSON, words as they are. */
export function writeXmlCall(name: string, args: Readonly<Record<string, unknown>>): string {
  const parameters = Object.entries(args).map(([key, value]) => {
    const written = typeof value === 'string' ? value : writeValue(value)
    return `<parameter=${key}>\n${written}\n</parameter>\n`
  })
  return `<tool_call>\n<function=${name}>\n${parameters.join('')}</function>\n</tool_call>`
}

/** JSON with blanks after commas and colons, as Python's `json.dumps` writes it and chat templates do. */
export function writeValue(value: unknown): string {
  if (Array.isArray(value)) return `[${(value as unknown[]).map(writeValue).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${writeValue(inner)}`)
    .join(', ')}}`
}

/** The system message in which Qwen's chat templates tell a model of functions (Qwen2.5, Qwen3). */
export function toolsSystem(tools: readonly ToolDeclaration[]): string {
  return (
    '# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function signatures ' +
    `within <tools></tools> XML tags:\n<tools>\n${signatures(tools)}\n</tools>\n\nFor each function call, return a json object ` +
    'with function name and arguments within <tool_call></tool_call> XML tags:\n<tool_call>\n{"name": <function-name>, ' +
    '"arguments": <args-json-object>}\n</tool_call>'
  )
}

/** The same of Qwen3.5 and 3.6, which call in XML. */
export function xmlToolsSystem(tools: readonly ToolDeclaration[]): string {
  return (
    `# Tools\n\nYou have access to the following functions:\n\n<tools>\n${signatures(tools)}\n</tools>\n\nIf you choose to call a ` +
    'function ONLY reply in the following format with NO suffix:\n\n<tool_call>\n<function=example_function_name>\n' +
    '<parameter=example_parameter_1>\nvalue_1\n</parameter>\n<parameter=example_parameter_2>\nThis is the value for the second ' +
    'parameter\nthat can span\nmultiple lines\n</parameter>\n</function>\n</tool_call>'
  )
}

function signatures(tools: readonly ToolDeclaration[]): string {
  return tools
    .map(({ name, description, parameters }) =>
      writeValue({ type: 'function', function: { name, description, parameters } }),
    )
    .join('\n')
}

/** The text form of native calls of a family's tools. */
export function toolsOf(declared: readonly ToolDeclaration[], spelling: CallSpelling = 'json'): Tools {
  return { declared, write: (call) => written(call, spelling), find }
}

function written(call: ToolCall, spelling: CallSpelling): string {
  const args = looseOf(call.arguments)?.value
  // What is no object cannot be parameters: it is kept as it came.
  if (spelling === 'xml' && typeof args === 'object' && args !== null && !Array.isArray(args))
    return writeXmlCall(call.name, args as Record<string, unknown>)
  return `<tool_call>\n{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments}}\n</tool_call>`
}

/** The last call of a text. */
function find(text: string): ReturnType<Tools['find']> {
  const last = callsIn(text).findLast((c) => c.end > c.start)
  // Half a call cannot be sent as data.
  if (last?.call === undefined || last.call.cut === true) return undefined
  return {
    start: last.start,
    end: last.end,
    call: { name: last.call.name, arguments: argumentsAsWritten(last.body, last.call) },
  }
}

/** The arguments as the model wrote them, blanks included: a server's prefix cache knows them so. */
function argumentsAsWritten(body: string, call: SpelledCall): string {
  if (call.spelling !== 'json') return writeValue(call.arguments)
  const said = JSON.stringify(call.arguments)
  const open = body.indexOf('{', body.indexOf('{') + 1)
  const inner = body.slice(open, body.lastIndexOf('}', body.lastIndexOf('}') - 1) + 1).trim()
  return JSON.stringify(parsedJson(inner)) === said ? inner : said
}
