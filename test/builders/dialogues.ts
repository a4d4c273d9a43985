/**
 * What models of each family write, made up from a seed: the dialect's own requests, answers and thoughts, code and calls, other
 * families' marks, broken and cut-off ones, foreign scripts, halves of surrogate pairs, CRLF. One text is one generation.
 */
import { dialects, type Dialect } from '../../app/dialects'
import { box, type Size } from '../../app/geometry/box'
import type { Random } from '../soak/random'
import { written } from './reading'

/** A picture and what was written about it, generation by generation. */
export interface Dialogue {
  readonly size: Size
  readonly said: readonly string[]
}

const all: readonly Dialect[] = dialects

/** A dialogue of one to four generations in this dialect. */
export function dialogue(dialect: Dialect, random: Random, longest = 6): Dialogue {
  const size = oddSize(random)
  const said = Array.from({ length: 1 + random.below(4) }, () => generation(dialect, size, random, longest))
  return { size, said }
}

/** Odd sides, wide and tall ones. */
export function oddSize(random: Random): Size {
  const side = () => 1 + 2 * (30 + random.below(random.pick([100, 700, 1900])))
  const [width, height] = [side(), side()]
  // Longer and thinner ones are refused by every model.
  return { width: Math.min(width, height * 99), height: Math.min(height, width * 99) }
}

/** A region in whole pixels, of any size and place; now and then past the edge, or in fractions. */
export function anyRegion({ width, height }: Size, random: Random) {
  const share = random.pick([1, 1, 1, 10, 1000])
  const at = (side: number) => random.below(side * share) / share
  const [x1, y1] = [at(width), at(height)]
  const long = (from: number, side: number) => from + Math.max(1, random.below(Math.ceil(side - from) + 1))
  return box<'image'>(x1, y1, Math.min(width, long(x1, width)), Math.min(height, long(y1, height)))
}

function generation(dialect: Dialect, size: Size, random: Random, longest: number): string {
  const pieces = Array.from({ length: 1 + random.below(longest) }, () => piece(dialect, size, random))
  const text = pieces.join(random.pick(['', '', ' ', '\n', '\r\n']))
  const ended = random.below(4) === 0 ? text + dialect.answer(words(random)) : text
  const cut = random.below(8) === 0 ? ended.slice(0, random.below(ended.length + 1)) : ended
  return random.below(10) === 0 ? cut.replaceAll('\n', '\r\n') : cut
}

function piece(dialect: Dialect, size: Size, random: Random): string {
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      return request(dialect, size, random)
    case 3:
      return varied(request(dialect, size, random), random)
    case 4:
      return broken(request(dialect, size, random), random)
    case 5:
      return thought(dialect, random)
    case 6:
      return request(random.pick(all), size, random)
    case 7:
      return random.pick(calls)
    case 8:
      return random.pick(code)
    case 9:
      return random.pick(marks)
    default:
      return words(random)
  }
}

/** A region in the dialect's own words. */
function request(dialect: Dialect, size: Size, random: Random): string {
  const region = anyRegion(size, random)
  const frame = dialect.overview('i', size, dialect.budgets).size
  const label = random.below(2) === 0 ? words(random).slice(0, 20) : undefined
  if (label === undefined) return written(dialect, region, size, frame).text
  return dialect.request(box(region.left, region.top, region.right, region.bottom), { size, frame }, label)
    .text
}

/** The same with another number, picture, quote or blank: what models get wrong. */
function varied(text: string, random: Random): string {
  switch (random.below(7)) {
    case 0:
      return text.replace(/\d+(?:\.\d+)?/, random.pick(['-5', '99999', '0.5', '1e3', 'NaN', '007', '12.75']))
    case 1:
      return text.replace(/\d+(?:\.\d+)?/g, (n) => (random.below(3) === 0 ? String(random.below(2000)) : n))
    case 2:
      return text.replaceAll('"', "'")
    case 3:
      return text.replaceAll(', ', random.pick([',', ' ', ' , ', '; ', ',\n']))
    case 4:
      return text
        .replace(
          /"(img_idx|target_image|image_id)": ?\d+/,
          (_, name: string) => `"${name}": ${random.below(4)}`,
        )
        .replace('original_image', `observation_${1 + random.below(3)}`)
    case 5:
      return text.replaceAll(/[[{]/g, (mark) => `${mark}${random.pick(['', ' ', '\n'])}`)
    default:
      return text + text
  }
}

/** Cut off, or with something taken out, doubled or put in. */
function broken(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const to = Math.min(text.length, at + 1 + random.below(8))
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(to)
    case 2:
      return text.slice(0, to) + text.slice(at)
    default:
      return text.slice(0, at) + random.pick(marks) + text.slice(at)
  }
}

function thought({ thinking }: Dialect, random: Random): string {
  const { open, close } = thinking ?? { open: '<think>', close: '</think>\n' }
  return random.pick([open, '']) + words(random) + random.pick([close, close, ''])
}

const phrases = [
  ...[
    'The sign is small. ',
    'I look closer: ',
    'Now',
    ' 图中的红色标志在左边。',
    'Это знак. ',
    'علامة حمراء ',
    '😀👍🏽 ',
  ],
  ...[
    '\ud83d',
    '\ude00',
    'e\u0301',
    '\u200b',
    '\u2028',
    'a\r\nb',
    '\r\n',
    '\n\n',
    ' ',
    '\t',
    '\u00a0',
    '7',
    '3.5 m',
    'KX-482',
  ],
  ...[
    '$\\frac{1}{2}$ ',
    '{',
    '}',
    '[1, 2]',
    '(3, 4)',
    '{x}',
    '**bold** ',
    '# head\n',
    '- item\n',
    '`a`',
    '"',
    "it's ",
    '<',
    '>',
  ],
  ...[
    'x < y > z',
    '&lt;b&gt;',
    '\\boxed{12}',
    '[10, 20, 30, 40]',
    '\u0000',
    'no',
    'Answer: B',
    'between (1,2) and (3,4). ',
  ],
]

function words(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(phrases)).join('')
}

const calls = [
  '<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [10, 20, 30, 40], "label": "a", "img_idx": 0}}\n</tool_call>',
  '<tool_call>{"name": "web_search", "arguments": {"query": "red sign"}}</tool_call>',
  '<tool_call>{"name": "crop_all", "arguments": {"where": [1, 2, 300, 400]}}</tool_call>',
  '<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": null}}</tool_call>',
  '<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [[1, 2], [30, 40]]}}</tool_call>',
  '<tool_call>\n<function=image_zoom_in_tool>\n<parameter=bbox_2d>\n[10, 20, 300, 400]\n</parameter>\n<parameter=img_idx>\n1\n</parameter>\n</function>\n</tool_call>',
  '<function=crop><parameter=x1>1</parameter><parameter=y1>2</parameter>',
  '[TOOL_CALL] image_zoom_in_tool\n{"bbox_2d": [1, 2, 3, 4], "img_idx": 0}',
  '<tool_call>{"name": "a", "arguments": {"b": {"bbox": "1, 2, 3, 4"}}}</tool_call>',
  '<tool_response>no such tool</tool_response>',
]

const code = [
  '<code>\n```python\nimg = Image.open("a.png")\nc = img.crop((10, 20, 110, 220))\nc.save("b.png")\nprint("b.png")\n```\n</code>',
  '<code>\n```python\nx = image_clue_0.crop((1, 2, 60, 70)).resize((200, 300))\nplt.imshow(x)\nplt.show()\n```\n</code>',
  '```python\na = image_1.crop((5, 5, 50, 50))\nb = a.crop((1, 1, 20, 20))\n```',
  '<code>print(1 + 1)</code>',
  '<code>\n```python\nw, h = image.size\nimage.crop((w // 4, h // 4, w, f(h)))\n```\n</code>',
  '<sandbox_output>it is 3</sandbox_output>',
  '<interpreter>\nOut: 3\n</interpreter>',
]

const marks = [
  ...[
    '<think>',
    '</think>',
    '<answer>',
    '</answer>',
    '<tool_call>',
    '</tool_call>',
    '<code>',
    '</code>',
    '<|im_end|>',
  ],
  ...[
    '<grounding>',
    '</grounding>',
    '<rethink>',
    '<box>',
    '[1,2,3,4]</box>',
    '<|box_start|>(1,2),(300,400)<|box_end|>',
  ],
  ...[
    '<point x="1.5" y="20">a</point>',
    '<|det|>[[1,2,3,4]]<|/det|>',
    '<loc0001><loc0020><loc0300><loc0400> cat',
  ],
  ...[
    '<loc_1><loc_2><loc_30><loc_40>',
    '```json\n[{"bbox_2d": [1, 2, 30, 40], "label": "x"}]\n```',
    '{"point_2d": [5, 6]}',
  ],
  ...[
    '<|begin_of_box|>[[1, 2, 30, 40]]<|end_of_box|>',
    '<|begin_of_box|>42<|end_of_box|>',
    '<stop>',
    '<observation>',
  ],
  ...[
    '<abs_vis_token></abs_vis_token>',
    '{"bbox_2d": [1, 2, 3',
    '"bbox_2d": [1,2,3,4]',
    '<SUMMARY>',
    '<image>',
  ],
]
