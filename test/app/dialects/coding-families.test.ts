/**
 * Families that look by code: Thyme, V-Thinker, DeepEyesV2, PyVision, CodeVision, Visual-ARFT, Gemini, Sketchpad. What their code cuts of
 * images of every shape, what comes back in which words, which pieces are run; worked out by hand from their loops.
 */
import { describe, expect, test } from 'vitest'
import type { DialectId } from '../../../app/dialects'
import type { TurnContext } from '../../../app/dialects/dialect'
import { box, type Size } from '../../../app/geometry/box'
import { must } from '../../builders/must'
import { sizes, speaking, told, toolCall } from '../../builders/told'

const python = (code: string) => `<code>\n\`\`\`python\n${code}\n\`\`\`\n</code>`
const fenced = (code: string) => `\`\`\`python\n${code}\n\`\`\``
const places = (...args: Parameters<typeof told>) => told(...args).looks.map((l) => [l.at, l.flags])
const on = (size: Size): TurnContext => ({ pictures: [{ size, name: 'image.jpg' }], asked: 1 })

describe('Thyme', () => {
  const open = 'from PIL import Image\nimage = Image.open("image.jpg")\n'
  const cut = (numbers: string, after = 'image.crop(box).save("c.png")') =>
    `<think>I cut.\n${python(`${open}box = (${numbers})\n${after}`)}`
  const look = (size: Size, numbers: string) => must(told('thyme', size, cut(numbers)).looks[0])

  test('pixels of the original; what comes back is brought to cells of 28', () => {
    // 250 → 8.9 → 9 cells, 200 → 7.1 → 7.
    expect(look(sizes.page, '250, 200, 500, 400')).toEqual({
      at: [250, 200, 500, 400],
      flags: [],
      crop: [250, 200, 500, 400],
      seen: [252, 196],
    })
  })

  test('the sandbox makes a low box 64 px high, the look keeps what was written', () => {
    expect(look(sizes.page, '250, 200, 500, 220')).toMatchObject({
      at: [250, 200, 500, 220],
      flags: ['grown'],
      crop: [250, 200, 500, 264],
    })
  })

  test('at the lower edge it grows upwards', () => {
    expect(look(sizes.page, '250, 790, 500, 800').crop).toEqual([250, 736, 500, 800])
  })

  test('an image smaller than 64 px is all there is', () => {
    expect(look(sizes.tiny, '5, 5, 10, 10').crop).toEqual([0, 0, 20, 30])
  })

  test('numbers that are not given to a name are cut as they are', () => {
    const text = `<think>${python(`${open}image.crop((250, 200, 500, 220)).save("c.png")`)}`
    expect(told('thyme', sizes.page, text).looks[0]).toMatchObject({ flags: [], crop: [250, 200, 500, 220] })
  })

  test('two looks of one turn, words of the sandbox between them, the answer', () => {
    const { looks, thoughts, answer } = told(
      'thyme',
      sizes.page,
      `${cut('250, 200, 500, 400')}<sandbox_output><image></sandbox_output>\nNow a sum.\n${python('print(3 + 4)')}<sandbox_output>7</sandbox_output>\nSeven.</think>\n<answer>7</answer>`,
    )
    expect(looks).toHaveLength(1)
    expect(thoughts).toEqual(['I cut.', 'Now a sum.', '7', 'Seven.'])
    expect(answer).toBe('7')
  })

  test('names go on into later code of the same turn', () => {
    const later = python('w, h = image.size\nimage.crop((w // 2, 0, w, h // 2)).save("d.png")')
    const { looks } = told(
      'thyme',
      sizes.page,
      `${cut('250, 200, 500, 400')}<sandbox_output><image></sandbox_output>\n${later}`,
    )
    expect(looks[1]?.at).toEqual([500, 0, 1000, 400])
  })

  test('its prompt names the path and the size', () => {
    const asked = speaking('thyme').ask('What is it?', true, sizes.portrait)
    expect(asked).toContain('### User Image Path:** "image.jpg"\n### User Image Size:** "1080x1920"')
    expect(speaking('v-thinker').ask('What is it?', true, sizes.portrait)).toContain(
      "image_path = 'image.jpg'.",
    )
  })
})

describe('DeepEyesV2', () => {
  const cut = (box: string) => python(`crop = image_1.crop((${box}))\nplt.imshow(crop)\nplt.show()`)

  test('only the last piece of a turn is run', () => {
    const { looks } = told(
      'deepeyes-v2',
      sizes.page,
      `<think>x</think>${cut('0, 0, 200, 200')} or ${cut('250, 200, 500, 400')}`,
    )
    expect(looks.map((l) => [l.at, l.flags.includes('not-shown')])).toEqual([
      [[0, 0, 200, 200], true],
      [[250, 200, 500, 400], false],
    ])
  })

  test('a crop of a crop: image_1 stays the original', () => {
    const text = python(
      'a = image_1.crop((200, 200, 600, 600))\nb = a.crop((100, 0, 300, 200))\nplt.imshow(b)\nplt.show()',
    )
    expect(places('deepeyes-v2', sizes.page, text).map(([at]) => at)).toContainEqual([300, 200, 500, 400])
  })

  test('a search is a call without a region', () => {
    const text = `<think>Who?</think>${toolCall('search', { query: 'red sign' })}`
    expect(told('deepeyes-v2', sizes.page, text, '<answer>7</answer>')).toMatchObject({
      looks: [],
      kinds: ['call'],
      answer: '7',
    })
  })

  test('past the edge the crop is black there', () => {
    expect(places('deepeyes-v2', sizes.page, cut('900, 700, 1100, 900'))).toEqual([
      [
        [900, 700, 1100, 900],
        ['padded', 'figure'],
      ],
    ])
  })

  test('what comes back stands behind what the notebook printed', () => {
    const { handBack } = speaking('deepeyes-v2')
    const view = speaking('deepeyes-v2').overview('i', sizes.page, speaking('deepeyes-v2').budgets)
    expect(typeof handBack === 'function' ? handBack(1, view).before : '').toBe(
      'Code execution result:\nstdout:\n```\n\n```\n\nstderr:\n```\n\n```\n\nImages:\n',
    )
  })
})

describe('PyVision', () => {
  const cut = (box: string, image = 'image_clue_0') =>
    python(`c = ${image}.crop((${box}))\nplt.imshow(c)\nplt.show()`)

  test('slices of arrays are rows first', () => {
    const text = python(
      'import numpy as np\na = np.array(image_clue_0)\nplt.imshow(a[200:400, 250:500])\nplt.show()',
    )
    expect(places('pyvision', sizes.page, text).map(([at]) => at)).toEqual([[250, 200, 500, 400]])
  })

  test('pixels of the original on a screenshot, sums of its size', () => {
    const text = python(
      'w, h = image_clue_0.size\nplt.imshow(image_clue_0.crop((0, h - 192, w, h)))\nplt.show()',
    )
    const spans = speaking('pyvision').spans(text, on(sizes.portrait))
    expect(spans).toMatchObject([{ type: 'look', numbers: [0, 1728, 1080, 1920] }])
  })

  test('of an image nobody knows the size of, a box that hangs on it is told', () => {
    const text = python(
      'w, h = image_clue_0.size\nplt.imshow(image_clue_0.crop((0, h - 192, w, h)))\nplt.show()',
    )
    const spans = speaking('pyvision').spans(text, { pictures: [{}], asked: 1 })
    expect(spans.filter((s) => s.type === 'look' && s.notation === undefined)).toEqual([])
  })

  test.each([
    ['<answer>\n\\boxed{red}\n</answer>', 'red'],
    ["<answer>\n\\boxed{'red sign'}\n</answer>", 'red sign'],
    ['<answer>\n\\boxed{"7"}\n</answer>', '7'],
    ["<answer>it's red</answer>", "it's red"],
    ['So \\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
  ])('the answer in %j', (text, answer) => {
    expect(told('pyvision', sizes.page, text).answer).toBe(answer)
  })

  test('the last fenced block is run where there are no tags', () => {
    expect(
      places('pyvision', sizes.page, cut('250, 200, 500, 400').replace(/<\/?code>\n?/g, '')).map(
        ([at]) => at,
      ),
    ).toEqual([[250, 200, 500, 400]])
  })

  test('images come back under their own names, in an interpreter, of the trained model in a tool’s answer', () => {
    const words = (id: DialectId) => {
      const { handBack, overview, budgets } = speaking(id)
      const back =
        typeof handBack === 'function'
          ? handBack(2, overview('i', sizes.page, budgets))
          : { before: '', after: '' }
      return `${back.before}${back.after}`
    }
    expect(words('pyvision')).toBe(
      '<interpreter>\nText Result:\nNone\nImage Result:\n<image_clue_2></image_clue_2></interpreter>\n',
    )
    expect(words('pyvision-rl')).toMatch(
      /^<tool_response>\n<interpreter>[^]*<image_clue_2><\/image_clue_2><\/interpreter>\n\n<\/tool_response>$/,
    )
  })

  test('asks with the resolution of its image', () => {
    expect(speaking('pyvision').ask('What is it?', true, sizes.photo)).toContain(
      'Image Width: 4000; Image Height: 3000',
    )
  })
})

describe('CodeVision', () => {
  const call = (code: string, image_index = 0) =>
    toolCall('code_image_tool', { code, description: 'Zoom in', image_index })

  test('the result of a call is what it leaves in “result”', () => {
    expect(places('codevision', sizes.page, call('result = image.crop((250, 200, 500, 400))'))).toEqual([
      [[250, 200, 500, 400], []],
    ])
  })

  test('of picture 1 it is a part of the first result', () => {
    const { looks } = told(
      'codevision',
      sizes.page,
      call('result = image.crop((200, 200, 600, 600))'),
      call('result = image.crop((100, 0, 300, 200))', 1),
    )
    expect(looks[1]?.at).toEqual([300, 200, 500, 400])
  })

  test('every piece begins anew: a name of an earlier one is the picture that was handed, not the crop it was', () => {
    const { looks } = told(
      'codevision',
      sizes.page,
      call('a = image.crop((250, 200, 500, 400))\nresult = a'),
      call('result = a.crop((0, 0, 100, 100))'),
    )
    expect(looks.map((l) => l.at)).toEqual([
      [250, 200, 500, 400],
      [0, 0, 100, 100],
    ])
  })

  test('turned and enlarged: the place is known, the size is the code’s', () => {
    const [look] = speaking('codevision').spans(
      call('result = image.crop((250, 200, 500, 400)).resize((500, 400))'),
      on(sizes.page),
    )
    expect(look).toMatchObject({ numbers: [250, 200, 500, 400], cropSize: { width: 500, height: 400 } })
  })

  test('code that only turns the image is code, no look', () => {
    expect(told('codevision', sizes.page, call('result = image.rotate(90, expand=True)'))).toMatchObject({
      looks: [],
      kinds: ['code'],
    })
  })

  test('a person’s region is a call that says what it zooms in on', () => {
    const { request } = speaking('codevision')
    const drawn = box<'source'>(250.4, 200.4, 499.6, 399.6)
    expect(request(drawn, { size: sizes.page, frame: sizes.page }, 'sign').text).toBe(
      '<tool_call>\n{"name": "code_image_tool", "arguments": {"code": "result = image.crop((250, 200, 500, 400))", "description": "Zoom in on the sign", "image_index": 0}}\n</tool_call>',
    )
  })
})

describe('Visual-ARFT', () => {
  const cut = (rows: string, columns: string) =>
    python(
      `import cv2\nimage = cv2.imread('path_to_input_image.jpg')\ncropped_image = image[${rows}, ${columns}]\ncv2.imwrite('path_to_output_image.jpg', cropped_image)`,
    )

  test('its numbers are thousandths, though the code takes them for pixels', () => {
    // int(0.723 · 332) = 240, int(0.851 · 332) = 282; int(0.1 · 500) = 50, int(0.9 · 500) = 450. As pixels they would lie outside.
    expect(places('visual-arft', { width: 500, height: 332 }, cut('723:851', '100:900'))).toEqual([
      [[50, 240, 450, 282], []],
    ])
  })

  test('on a screenshot and on 12 megapixels', () => {
    expect(places('visual-arft', sizes.portrait, cut('250:500', '250:500')).map(([at]) => at)).toEqual([
      [270, 480, 540, 960],
    ])
    expect(places('visual-arft', sizes.photo, cut('250:500', '250:500')).map(([at]) => at)).toEqual([
      [1000, 750, 2000, 1500],
    ])
  })

  test('what is wrong with the image is a call, and no part of a thought', () => {
    const { kinds, thoughts } = told(
      'visual-arft',
      sizes.page,
      "<think> It is dark. </think>\n<problem> {'dark', 'crop'} </problem>",
    )
    expect({ kinds, thoughts }).toEqual({ kinds: ['call'], thoughts: ['It is dark.'] })
    const [problem] = speaking('visual-arft').spans("<problem> {'dark', 'crop'} </problem>")
    expect(problem).toMatchObject({ name: 'problem', about: 'dark, crop' })
  })

  test('a moved region is written in thousandths again', () => {
    const text = cut('250:500', '250:500')
    const moved = speaking('visual-arft').move?.(text, { which: 0, to: box(0, 80, 500, 400) }, on(sizes.page))
    expect(moved).toBe(text.replace('250:500, 250:500', '101:500, 0:500'))
  })
})

describe('Gemini’s code', () => {
  const code =
    "import PIL.Image\nimg = PIL.Image.open('input_file_0.jpeg')\n# rough box: [0, 0, 10, 10]\nimg.crop((250, 200, 500, 400)).save('c.png')"

  test('in a fence; a number in a comment is no look', () => {
    expect(places('gemini-code', sizes.page, `I crop.\n${fenced(code)}\n`)).toEqual([
      [[250, 200, 500, 400], []],
    ])
  })

  test('as the notebook prints it, with what it printed behind', () => {
    const text = `--- Generated Code ---\n${code}\nprint("done")\n--- Execution Output ---\ndone\n\n\nThe sign is red.`
    expect(told('gemini-code', sizes.page, text)).toMatchObject({
      looks: [{ at: [250, 200, 500, 400] }],
      thoughts: ['done'],
      answer: 'The sign is red.',
    })
  })

  test('thousandths turned into pixels by the code itself', () => {
    const text = fenced(
      'from PIL import Image\nimg = Image.open("a.png")\nw, h = img.size\nymin, xmin, ymax, xmax = [250, 250, 500, 500]\nimg.crop((xmin * w / 1000, ymin * h / 1000, xmax * w / 1000, ymax * h / 1000)).save("c.png")',
    )
    const spans = speaking('gemini-code').spans(text, on(sizes.portrait))
    expect(spans).toMatchObject([{ type: 'look', numbers: [270, 480, 540, 960] }])
  })
})

describe('Sketchpad', () => {
  test.each([
    ['THOUGHT 2: Red.\nACTION 2: No action needed.\nANSWER: red TERMINATE', 'red'],
    ['ANSWER: It is 7. FINAL ANSWER: 7. TERMINATE', '7.'],
    ['ANSWER: red', 'red'],
  ])('the answer in %j', (text, answer) => {
    expect(told('sketchpad', sizes.page, text).answer).toBe(answer)
  })

  test('words of its prompt about an answer are none', () => {
    expect(
      told('sketchpad', sizes.page, 'Then reply with ANSWER: <your answer> and end.').answer,
    ).toBeUndefined()
  })

  test('drawing is code and no look', () => {
    const text = `THOUGHT 0: I mark it.\nACTION 0:\n${fenced('output = overlay_images(image_1, image_2, 0.3)\ndisplay(output)')}`
    expect(told('sketchpad', sizes.page, text)).toMatchObject({ looks: [], kinds: ['code'] })
  })
})
