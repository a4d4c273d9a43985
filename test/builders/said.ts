/**
 * A dialogue of every dialect as its models write it, about a page of 1000 × 800 px (seen by Qwen2.5-VL at 1008 × 812), with where its looks
 * lie, worked out by hand. A turn each; crops that come back inside the turn stand between two.
 */
import type { DialectId } from '../../app/dialects'
import { saidNamed } from './said-named'
import {
  think,
  answer,
  zoom,
  python,
  fenced,
  red,
  first,
  second,
  seen,
  perMille,
  shares,
  both,
  type Said,
} from './said-words'
import { toolCall, xmlCall } from './told'

/** By dialect. */
export const saidBy = {
  ...saidNamed,
  'vlm-r3': {
    turns: [
      `<think>The sign is small. {"bbox_2d": [${seen[0].join(', ')}]}\nAnd the other. {"bbox_2d": [${seen[1].join(', ')}]}\nRed.</think>\n${answer('red')}`,
    ],
    // The last pixel is included: one of the page and 1000 / 1008 of one.
    at: [
      [250, 200, 501, 401],
      [500, 400, 751, 601],
    ],
    answer: 'red',
  },
  deepeyes: {
    turns: [
      think('Small.') + zoom({ bbox_2d: first, label: 'sign' }),
      think('Next.') + zoom({ bbox_2d: second, label: 'it' }),
      red,
    ],
    at: both,
    answer: 'red',
  },
  'deepeyes-eval': {
    turns: [
      think('Small.') + zoom({ bbox_2d: first, label: 'sign' }),
      think('Next.') + zoom({ bbox_2d: second, label: 'it' }),
      red,
    ],
    at: both,
    answer: 'red',
    alone: 'deepeyes',
  },
  'chain-of-focus': {
    turns: [
      think('Small.') + zoom({ bbox_2d: seen[0], label: 'sign' }),
      think('Next.') + zoom({ bbox_2d: seen[1], label: 'it' }),
      red,
    ],
    at: both,
    answer: 'red',
    alone: 'deepeyes',
  },
  'qwen3-vl': {
    turns: [
      `Let me zoom in.\n${zoom({ bbox_2d: perMille[0], label: 'sign', img_idx: 0 })}`,
      zoom({ bbox_2d: perMille[1], label: 'it', img_idx: 0 }),
      'The sign is red.',
    ],
    at: both,
    answer: 'The sign is red.',
  },
  'qwen3.5': {
    turns: [
      think('Small.') +
        xmlCall('image_zoom_in_tool', {
          bbox_2d: `[${perMille[0].join(', ')}]`,
          label: 'sign',
          img_idx: '0',
        }),
      xmlCall('image_zoom_in_tool', { bbox_2d: `[${perMille[1].join(', ')}]`, label: 'it', img_idx: '0' }),
      'The sign is red.',
    ],
    at: both,
    answer: 'The sign is red.',
  },
  'nemo-gym': {
    turns: [
      xmlCall('image_crop_tool', { bbox_2d: `[${perMille[0].join(', ')}]`, label: 'sign', img_idx: '0' }),
      xmlCall('image_zoom_in_tool', { bbox_2d: `[${perMille[1].join(', ')}]`, img_idx: '0', factor: '2' }),
      'The sign is red.',
    ],
    at: both,
    answer: 'The sign is red.',
  },
  'sensenova-mars': {
    turns: [
      think('A search.') + toolCall('text_search_tool', { query: 'red sign' }),
      think('Small.') + zoom({ bbox_2d: perMille[0], label: 'sign', img_idx: 0 }),
      think('Next.') + zoom({ bbox_2d: perMille[1], label: 'it', img_idx: 1 }),
      red,
    ],
    at: both,
    answer: 'red',
  },
  'mini-o3': {
    turns: [
      `${think('Small.')}<grounding>{"bbox_2d": [0.25, 0.25, 0.5, 0.5], "source": "original_image"}</grounding>`,
      `${think('Next.')}<grounding>{"bbox_2d": [0.5, 0.5, 0.75, 0.75], "source": "original_image"}</grounding>`,
      red,
    ],
    at: both,
    answer: 'red',
  },
  'pixel-reasoner': {
    turns: [
      `I zoom in. ${toolCall('crop_image_normalized', { bbox_2d: shares[0], target_image: 1 })}`,
      toolCall('crop_image_normalized', { bbox_2d: shares[1], target_image: 1 }),
      'The sign is \\boxed{red}',
    ],
    at: both,
    answer: 'red',
  },
  vigorl: {
    turns: [
      think('There.') + toolCall('search_coordinate', { coordinate: [375, 300] }),
      think('There.') + toolCall('search_coordinate', { coordinate: [625, 500] }),
      red,
    ],
    at: [
      [300, 225, 450, 375],
      [550, 425, 700, 575],
    ],
    answer: 'red',
  },
  'claude-crop': {
    turns: [
      `I look closer.\n${toolCall('crop_image', { x1: 0.25, y1: 0.25, x2: 0.5, y2: 0.5 })}`,
      'The sign is red.',
    ],
    at: [first],
    answer: 'The sign is red.',
  },
  revpt: {
    turns: [think('Small.') + toolCall('zoom_in', { image_id: 0, bbox: first, factor: 2 }), red],
    at: [first],
    answer: 'red',
  },
  'qwen-mm': {
    turns: [toolCall('crop', { image_path: '/a.png', box: perMille[0] }), 'The sign is red.'],
    at: [first],
    answer: 'The sign is red.',
  },
  'qwen-code': {
    turns: [
      toolCall('zoom_image', { file_path: '/a.png', x1: 250, y1: 250, x2: 500, y2: 500 }),
      'It is red.',
    ],
    at: [first],
    answer: 'It is red.',
  },
  spawn: {
    turns: [toolCall('spawn', { text: 'What colour?', bbox: perMille[0] }), 'It is red.'],
    at: [first],
    answer: 'It is red.',
  },
  'self-calling': {
    turns: [
      think('Part of it.') +
        toolCall('vlm_subagent_tool', { prompt: 'Colour?', img_idx: 0, task_type: 'ocr', bbox_2d: seen[0] }),
      red,
    ],
    at: [first],
    answer: 'red',
  },
  'tool-calls': {
    turns: [toolCall('peek', { region: first }), answer('red')],
    at: [first],
    answer: 'red',
  },
  thyme: {
    turns: [
      `<think>Small.\n${python('from PIL import Image\nimage = Image.open("image.jpg")\ncrop = image.crop((250, 200, 500, 400))\ncrop.save("c.png")\nprint("c.png")')}<sandbox_output><image></sandbox_output>\nRed.</think>\n${answer('red')}`,
    ],
    at: [first],
    answer: 'red',
  },
  'v-thinker': {
    turns: [
      `<think>Small.\n${python('from PIL import Image\nimage = Image.open("image.jpg")\nimage.crop((250, 200, 500, 400)).save("c.png")')}<sandbox_output><image></sandbox_output>\nRed.</think>\n${answer('red')}`,
    ],
    at: [first],
    answer: 'red',
    alone: 'thyme',
  },
  'deepeyes-v2': {
    turns: [
      think('Small.') + python('crop = image_1.crop((250, 200, 500, 400))\nplt.imshow(crop)\nplt.show()'),
      red,
    ],
    at: [first],
    answer: 'red',
  },
  pyvision: {
    turns: [
      think('Small.') + python('c = image_clue_0.crop((250, 200, 500, 400))\nplt.imshow(c)\nplt.show()'),
      '<answer>\n\\boxed{red}\n</answer>',
    ],
    at: [first],
    answer: 'red',
  },
  'pyvision-rl': {
    turns: [
      think('Small.') + python('c = image_clue_0.crop((250, 200, 500, 400))\nplt.imshow(c)\nplt.show()'),
      '<answer>\n\\boxed{red}\n</answer>',
    ],
    at: [first],
    answer: 'red',
    alone: 'pyvision',
  },
  codevision: {
    turns: [
      think('Small.') +
        toolCall('code_image_tool', {
          code: 'result = image.crop((250, 200, 500, 400))',
          description: 'Zoom in',
          image_index: 0,
        }),
      red,
    ],
    at: [first],
    answer: 'red',
  },
  'visual-arft': {
    turns: [
      `${think('A part.')}<problem> {'crop'} </problem>`,
      think('I cut.') +
        python(
          "import cv2\nimage = cv2.imread('path_to_input_image.jpg')\ncropped = image[250:500, 250:500]\ncv2.imwrite('path_to_output_image.jpg', cropped)",
        ),
      red,
    ],
    at: [first],
    answer: 'red',
  },
  'gemini-code': {
    turns: [
      `I crop it.\n${fenced("import PIL.Image\nimg = PIL.Image.open('input_file_0.jpeg')\nimg.crop((250, 200, 500, 400)).save('c.png')")}\n`,
      'The sign is red.',
    ],
    at: [first],
    answer: 'The sign is red.',
  },
  'agent-code': {
    turns: [
      toolCall('Bash', {
        command:
          "python3 - <<'EOF'\nfrom PIL import Image\nImage.open('a.png').crop((250, 200, 500, 400)).save('c.png')\nEOF",
      }),
      'The sign is red.',
    ],
    at: [first],
    answer: 'The sign is red.',
  },
  sketchpad: {
    turns: [
      `THOUGHT 0: I cut it.\nACTION 0:\n${fenced('cropped = image_1.crop((250, 200, 500, 400))\ndisplay(cropped)')}\n`,
      'THOUGHT 1: Red.\nACTION 1: No action needed.\nANSWER: red TERMINATE',
    ],
    at: [first],
    answer: 'red',
  },
} as const satisfies Readonly<Record<DialectId, Said>>
