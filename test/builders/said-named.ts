/** Dialogues of families that only name regions, as their models write them; see `said.ts`. */
import { think, answer, json, first, second, seen, perMille, both, type Said } from './said-words'
import { toolCall } from './told'

/** By dialect. */
export const saidNamed = {
  'vigorl-points': {
    turns: [think('The sign at (375, 300) is small.') + think('The other at (625, 500).') + answer('red')],
    at: [
      [365, 290, 385, 310],
      [615, 490, 635, 510],
    ],
    answer: 'red',
  },
  'visual-cot': {
    // 100 px of padding above: 0.3 · 1000 − 100 = 200.
    turns: ['[0.25, 0.3, 0.5, 0.5]', 'The sign is red.'],
    at: [first],
    answer: 'The sign is red.',
    alone: 'qwen-grounding',
  },
  grit: {
    turns: [
      `<think> {"bbox_2d": [${seen[0].join(', ')}]} and {"bbox_2d": [${seen[1].join(', ')}]} </think>\n<rethink> Red. </rethink>\n${answer('red')}`,
    ],
    at: both,
    answer: 'red',
  },
  treevgr: {
    turns: [
      `<think>The sign <box>[${first.join(',')}]</box> and it <box>[${second.join(',')}]</box>.</think>${answer('red')}`,
    ],
    at: both,
    answer: 'red',
  },
  'qwen-grounding': {
    turns: [`${json(seen.map((bbox_2d) => ({ bbox_2d, label: 'sign' })))}\nBoth are red.`],
    at: both,
    answer: 'Both are red.',
  },
  'qwen3-grounding': {
    turns: [`${json(perMille.map((bbox_2d) => ({ bbox_2d, label: 'sign' })))}\nBoth are red.`],
    at: both,
    answer: 'Both are red.',
    alone: 'qwen-grounding',
  },
  gemini: {
    turns: [
      `${json(perMille.map(([a, b, c, d]) => ({ box_2d: [b, a, d, c], label: 'sign' })))}\nBoth are red.`,
    ],
    at: both,
    answer: 'Both are red.',
  },
  'glm-v': {
    turns: [
      `<think>Where?</think>They are at <|begin_of_box|>[[${perMille[0].join(',')}], [${perMille[1].join(',')}]]<|end_of_box|>, and red.`,
    ],
    at: both,
    answer: 'and red.',
  },
  'deepseek-vl2': {
    // 333 / 999 of 1000 and of 800, 666 / 999 of them.
    turns: ['<|ref|>the sign<|/ref|><|det|>[[333, 333, 666, 666]]<|/det|> It is red.'],
    at: [[333.333333, 266.666667, 666.666667, 533.333333]],
    answer: 'It is red.',
  },
  molmo: {
    turns: ['<points x1="37.5" y1="37.5" x2="62.5" y2="62.5" alt="signs">signs</points> are red.'],
    at: [
      [365, 290, 385, 310],
      [615, 490, 635, 510],
    ],
    answer: 'are red.',
  },
  molmo2: {
    turns: ['<points coords="1 1 375 375 2 625 625">signs</points> are red.'],
    at: [
      [365, 290, 385, 310],
      [615, 490, 635, 510],
    ],
    answer: 'are red.',
  },
  paligemma: {
    // 256 / 1024 and 512 / 1024.
    turns: ['<loc0256><loc0256><loc0512><loc0512> sign ; <loc0512><loc0512><loc0768><loc0768> sign'],
    at: both,
    answer: '',
  },
  'florence-2': {
    // (249 + 0.5) / 1000 and (499 + 0.5) / 1000.
    turns: ['sign<loc_249><loc_249><loc_499><loc_499>'],
    at: [[249.5, 199.6, 499.5, 399.6]],
    answer: '',
  },
  'paddleocr-vl': {
    turns: [
      '<|TEXT_START|>EXIT<|TEXT_END|><|LOC_BEGIN|><|LOC_250|><|LOC_250|><|LOC_500|><|LOC_250|><|LOC_500|><|LOC_500|><|LOC_250|><|LOC_500|><|LOC_END|>',
    ],
    at: [first],
    answer: '',
  },
  'seed-vl': {
    turns: [
      "Thought: I open it.\nAction: click(point='<point>375 375</point>')",
      "Thought: Done.\nAction: finished(content='red')",
    ],
    at: [[365, 290, 385, 310]],
    answer: 'red',
  },
  'qwen-gui': {
    turns: [
      `Thought: I tap it.\nAction: "I tap."\n${toolCall('mobile_use', { action: 'click', coordinate: [333, 333] })}`,
      toolCall('mobile_use', { action: 'answer', text: 'red' }),
    ],
    // 333 / 999 of 1000 and of 800, 10 px around it.
    at: [[323.333333, 256.666667, 343.333333, 276.666667]],
    answer: 'red',
  },
  'open-o3-video': {
    turns: [
      `<think>The <obj>sign</obj><box>[${seen[0].join(',')}]</box>at<t>3.0</t>s and <obj>it</obj><box>[${seen[1].join(',')}]</box>at<t>3.0</t>s.</think>${answer('red')}`,
    ],
    at: both,
    answer: 'red',
  },
  'active-o3': {
    turns: [
      `${think('Two.')}<answer>${JSON.stringify(seen.map((bbox_2d) => ({ bbox_2d, label: 'sign' })))} are red</answer>`,
    ],
    at: both,
    answer: 'are red',
  },
  monet: {
    turns: [`I look. <abs_vis_token>${'<abs_vis_token_pad>'.repeat(3)}</abs_vis_token> ${answer('red')}`],
    at: [],
    answer: 'red',
  },
  'llava-cot': {
    turns: [
      '<SUMMARY> I look. </SUMMARY>\n<REASONING> It is small. </REASONING>\n<CONCLUSION> red </CONCLUSION>',
    ],
    at: [],
    answer: 'red',
  },
  mulberry: {
    turns: ["### Let's think step by step.\n\n### Step 1: I look.\n\n### The final answer is: red"],
    at: [],
    answer: 'red',
  },
  openthinkimg: {
    turns: [
      `"thoughts🤔" I crop it.\n"actions🚀" ${JSON.stringify([{ API_name: 'crop', API_params: { param: '[250, 200, 500, 400]' } }])}\n"value👉" Wait.`,
      `"thoughts🤔" Red.\n"actions🚀" ${JSON.stringify([{ API_name: 'Terminate', API_params: { ans: 'red' } }])}\n"value👉" It is red.`,
    ],
    at: [first],
    answer: 'red',
  },
} as const satisfies Readonly<Record<string, Said>>
