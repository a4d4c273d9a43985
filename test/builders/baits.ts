/** Long texts that cost a careless reader quadratic time: one piece again and again, after a beginning that makes it look. */
import { dialects, type Dialect } from '../../app/dialects'
import { box } from '../../app/geometry/box'
import { written } from './reading'

/** A beginning, what is repeated after it until the text is as long as is wanted, and an end. */
export interface Bait {
  readonly name: string
  readonly head: string
  readonly piece: string
  readonly tail: string
}

/** A text of this many characters. */
export function baitText({ head, piece, tail }: Bait, length: number): string {
  return head + piece.repeat(Math.max(1, Math.ceil((length - head.length) / piece.length))) + tail
}

/** Pieces that open something, escape something or are nothing. */
const pieces = [
  ...['{', '}', '[', ']', '(', ')', '<', '>', '{}', '[]', '[[', '{"a":', '{"a": {', '[1,', '[1, 2, 3, 4], '],
  ...[
    '"',
    "'",
    '\\',
    '\\"',
    "\\'",
    '`',
    '```',
    '```\n',
    '```python\n',
    '"""',
    "'''",
    'f"{',
    '\\(',
    '\\boxed{',
  ],
  ...[
    ' ',
    '\t',
    '\n',
    '\r\n',
    ' \n',
    '\u00a0',
    '0',
    '1.',
    '-',
    '1,',
    '1 ',
    ':',
    ',',
    '#',
    '//',
    '/*',
    '*',
    '*/ ',
  ],
  ...['a', 'a ', 'é', '图', '😀', '\ud83d', 'ab\n', 'x = 1\n', 'x.crop((', 'x = x.crop((1, 2, 3, 4))\n'],
  ...[
    'for i in x:\n',
    'if x:\n ',
    ' if x:\n',
    'a(',
    'a.b',
    'a[',
    'x = y = ',
    '1 + ',
    'lambda: ',
    'x:',
    '@',
    '\\\n',
  ],
  ...['<think>', '</think>', '<think></think>', '<rethink>', '<answer>', '</answer>', '<answer></answer>'],
  ...['<tool_call>', '</tool_call>', '<tool_call>{', '<tool_call>\n{"name": ', '<tool_response>', '<code>'],
  ...[
    '</code>',
    '<sandbox_output>',
    '<interpreter>',
    '<function=',
    '<function=a>',
    '<parameter=a>',
    '<invoke name="a">',
  ],
  ...[
    '<arg_key>',
    '<arg_value>',
    '<grounding>',
    '<grounding>{',
    '<box>',
    '<box>[',
    '</box>',
    '<obj>',
    '<point>',
  ],
  ...[
    '<point x="',
    '<points x1="1" ',
    '<points coords="1 1 ',
    '<tracks coords="',
    '<bbox>',
    '<bbox>1 ',
    '<ref>',
    '<quad>',
  ],
  ...[
    '<|box_start|>',
    '<|box_start|>(1,2),',
    '<|object_ref_start|>',
    '<|ref|>',
    '<|det|>',
    '<|det|>[[',
    '<|begin_of_box|>',
  ],
  ...[
    '<|begin_of_box|>[[',
    '<loc0001>',
    '<loc_1>',
    '<|LOC_1|>',
    '<|point_start|>',
    '<abs_vis_token>',
    '<SUMMARY>',
  ],
  ...[
    '<REASONING>',
    '<CONCLUSION>',
    '<observation>',
    '<image>',
    '<|image_pad|>',
    '<|vision_start|>',
    '<|im_start|>',
  ],
  ...[
    '<|im_start|>user\n',
    '<|im_end|>',
    'system\n',
    'user\n',
    'assistant\n',
    '\nuser\n',
    '\nassistant\n',
    '\ntool\n',
  ],
  ...[
    '"bbox_2d"',
    '"bbox_2d":',
    '{"bbox_2d": [',
    '{"bbox_2d": [1, 2, ',
    '"box_2d": [',
    '{"point_2d": [',
    '"label": "',
  ],
  ...[
    'bbox',
    'box',
    'point',
    '"actions": [',
    '"actions🚀"[',
    '"img_idx"',
    'image_zoom_in_tool',
    'click(',
    "start_box='(",
  ],
  ...[
    'Thought:',
    'Action:',
    'Observation:\n',
    'User:\n',
    'Assistant:\n',
    '### Step 1\n',
    '### The final answer is:',
  ],
  ...[
    '[TOOL_CALL]',
    '[TOOL_RESPONSE]',
    '[ANSWER]',
    '✿FUNCTION✿',
    '[Tool] a(',
    '<|python_tag|>',
    '<|tool_call_begin|>',
  ],
  ...[
    'THOUGHT 0:',
    'ACTION 0:\n```python\n',
    'RESULT 0:\n',
    'spawn(',
    'spawn("',
    '--- ',
    '----------------------\n',
  ],
  ...[
    'Iteration 1:\n',
    'Image size: 1',
    'width of image_clue_0: 1',
    '![](',
    '[a](',
    '**',
    'None',
    'NaN',
    '-Infinity',
  ],
  ...[
    'a=',
    'Call(',
    "Call(a='",
    'b"',
    "{'a': ",
    "['",
    '1e',
    '0x',
    '1_',
    '\\u',
    '&lt;',
    '%',
    '$',
    '|',
    '| a ',
    '~',
    '=',
    '^',
  ],
  ...[
    'at<t>',
    '<t>1</t>',
    'or',
    'and ',
    'not ',
    'A. ',
    '(A) ',
    'answer is ',
    'the ',
    'yes ',
    '1/2 ',
    '12.5% ',
    '$1 ',
  ],
]

/** What a dialect itself writes, whole and cut off. */
function ownPieces(dialect: Dialect): readonly string[] {
  const { text } = written(
    dialect,
    box(10, 20, 400, 300),
    { width: 1203, height: 811 },
    { width: 1204, height: 812 },
  )
  const half = text.slice(0, Math.floor(text.length / 2))
  return [text, half, `${text}\n`, `${half}\n`, dialect.answer('x'), ...dialect.stop]
}

const bait = (head: string, piece: string, tail = ''): Bait => {
  const around = [
    head === '' ? '' : `${JSON.stringify(head)} + `,
    tail === '' ? '' : ` + ${JSON.stringify(tail)}`,
  ]
  return { name: around.join(`${JSON.stringify(piece)} …`), head, piece, tail }
}

/** What cost quadratic time once, each with its like. */
const found: readonly Bait[] = [
  bait('system\n', '\nuser\n'),
  bait('user\n', '\nassistant\n', 'x'),
  bait('{"a": "', '\\"'),
  bait('<point ', 'a', '>'),
  bait('<point ', 'a-', '=">'),
  bait('<points coords="', '1 ', '">'),
  bait('', '"box": \'x '),
  bait('', '"box": "x'),
  bait('', '"box": [ /* '),
  bait('', '"bbox": [ // '),
  bait('', "'bbox': [1, "),
  bait('', 'finished(content="'),
  bait('', "finished(content='a\\'"),
  bait('', "click(a='x',"),
  bait('', "click(point='"),
  bait('', '"bbox_2d [1,2'),
  bait('', 'bbox_2d: '),
  bait('', '{"bbox_2d": [1,2,3,4],"label":\'x '),
  bait('', "{'l': 'x "),
  bait('', '<obj>a</obj><box>'),
  bait('', 'a<loc_1>'),
  bait('', '1 2 3 4 '),
  bait('', '<ref>x</ref>'),
  bait('', 'x```\n'),
  bait('', '<img>a'),
  bait('', '\n', 'x'),
  bait('0', '1', '.1.1'),
  bait('', '1', 'x'),
  bait('', '%', 'x'),
  bait('', '(', '1'),
  bait('', '-', '1'),
  bait('1', '^1'),
  bait("['", "a', '", "']"),
  bait('[', "'ab', ", "'c']"),
  bait('[', '1, ', '1]'),
  bait("x = '", '\\', "'"),
  bait('```python\nx = ', '[', ''),
  bait('```python\nx = ', '1 + ', '1'),
  bait('<code>\nx = ', 'x.crop((1, 2, 3, 4)).', 'save("a")'),
  bait('<code>\n', 'x.crop((1, 2, 3, 4)).save("a")\n', '</code>'),
  bait('<code>\n', 'a = b\n', '</code>'),
  bait('<code>\n', 'for i in range(9):\n', '</code>'),
]

const ends = ['>', '"', "'", ']', '}', ')', ']}', '</answer>', 'x', '\n'] as const
/** Long runs of one thing before something that ends them, or does not. */
const runs = ['a', '0', ' ', '\n', '\\', '<', '{', '[', '"', '-', '.', '_', ',', '1 ', '\\"'].flatMap(
  (piece) => ends.map((end) => bait('', piece, end)),
)

/** What every family writes, each once. */
const families = [...new Set((dialects as readonly Dialect[]).flatMap(ownPieces))]

/** Every piece alone, and what was found before: what is tried on every reader. */
export const plainBaits: readonly Bait[] = [
  ...found,
  ...[...new Set([...pieces, ...families])].map((piece) => bait('', piece)),
  ...runs,
]
