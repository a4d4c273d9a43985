/**
 * Families that point: Molmo in percent, Molmo2 in thousandths of several images, Seed and UI-TARS in actions, Qwen's phone in 999 steps,
 * scripts. Where each point lies on images of every shape, worked out by hand; what is drawn around it is a hundredth of the longer side.
 */
import { describe, expect, test } from 'vitest'
import { sizes, speaking, told, toolCall } from '../../builders/told'

const points = (...args: Parameters<typeof told>) => told(...args).looks.map((l) => [l.point, l.label])

describe('Molmo', () => {
  test('percent of each side, several in one mark', () => {
    // 0.32 · 750 = 240, 0.628 · 465 = 292.02, 0.685 · 750 = 513.75.
    const text = ' <points x1="32.0" y1="62.8" x2="68.5" y2="62.8" alt="speakers">speakers</points>'
    expect(points('molmo', { width: 750, height: 465 }, text)).toEqual([
      [[240, 292.02], 'speakers'],
      [[513.75, 292.02], 'speakers'],
    ])
  })

  test('one on a screenshot, words around it are the answer', () => {
    // 0.635 · 1080 = 685.8, 0.445 · 1920 = 854.4; 20 px around it.
    const text = 'You can press <point x="63.5" y="44.5" alt="the red &amp; round key">it</point> here.'
    expect(told('molmo', sizes.portrait, text)).toMatchObject({
      looks: [{ at: [665.8, 834.4, 705.8, 874.4], point: [685.8, 854.4], label: 'it', flags: ['point'] }],
      answer: 'here.',
    })
  })

  test('less than one percent is that, and no share', () => {
    expect(points('molmo', sizes.page, '<point x="0.5" y="0.8" alt="a">a</point>')).toEqual([[[5, 6.4], 'a']])
  })

  test.each([
    ['without words', '<point x="10" y="20" alt="cup"></point>', 'cup'],
    ['closed by itself', '<point x="10" y="20" alt="cup"/>', 'cup'],
    ['in single quotes', "<point x='10' y='20' alt='cup'>cup</point>", 'cup'],
    ['with blanks', '<point  x = "10"  y = "20" >cup</point>', 'cup'],
    ['never closed', '<point x="10" y="20" alt="cup">', 'cup'],
  ])('a mark %s', (_, text, label) => {
    expect(points('molmo', sizes.page, text)).toEqual([[[100, 160], label]])
  })

  test('the text breaks off among several: those that are whole are drawn, the rest is told', () => {
    const { looks, kinds } = told('molmo', sizes.page, '<points x1="10" y1="20" x2="30" y2="4')
    expect(looks.map((l) => l.point)).toEqual([[100, 160]])
    expect(kinds).toEqual(['unread'])
  })

  test('past the edge is drawn at the edge, and says so', () => {
    expect(told('molmo', sizes.page, '<point x="104.0" y="50.0" alt="a">a</point>').looks[0]).toMatchObject({
      point: [1040, 400],
      flags: ['point', 'clamped', 'invalid'],
    })
  })

  test('a person’s region is told by its middle, its name twice', () => {
    const { request } = speaking('molmo')
    const region = { left: 100, top: 100, right: 301, bottom: 300 } as Parameters<typeof request>[0]
    expect(request(region, { size: sizes.page, frame: sizes.page }, 'cup').text).toBe(
      '<point x="20.1" y="25.0" alt="cup">cup</point>',
    )
  })
})

describe('Molmo2', () => {
  const coords = (list: string) => `<points coords="${list}">cups</points>`

  test('thousandths: the image, then number, x and y of each', () => {
    // 0.678 · 800 = 542.4, 0.25 · 800 = 200.
    expect(points('molmo2', sizes.page, coords('1 1 345 678 2 500 250'))).toEqual([
      [[345, 542.4], 'cups'],
      [[500, 200], 'cups'],
    ])
  })

  test('of a second image nothing is drawn here', () => {
    const { looks } = told('molmo2', sizes.page, coords('1 1 345 678;2 2 500 250'))
    expect(looks.map((l) => l.flags)).toEqual([['point'], ['other-image']])
  })

  test('the far edge is 1000, in four digits', () => {
    expect(points('molmo2', sizes.page, coords('1 1 1000 1000'))[0]).toEqual([[1000, 800], 'cups'])
  })

  test('tracks of a film lie on no image', () => {
    const { looks } = told('molmo2', sizes.page, '<tracks coords="0.0 1 635 522;0.5 1 606 490">ball</tracks>')
    expect(looks.map((l) => [l.flags, l.label])).toEqual([
      [['other-image'], 'ball'],
      [['other-image'], 'ball'],
    ])
  })

  test.each(['1 1 345', '1 1 345 67x', '', '1'])('“%s” is told, not drawn', (list) => {
    expect(told('molmo2', sizes.page, coords(list)).looks).toEqual([])
  })

  test('a person’s region: three digits, of image 1', () => {
    const { request } = speaking('molmo2')
    const region = { left: 40, top: 8, right: 60, bottom: 24 } as Parameters<typeof request>[0]
    expect(request(region, { size: sizes.page, frame: sizes.page }, 'cup').text).toBe(
      '<points coords="1 1 050 020">cup</points>',
    )
  })
})

describe('Seed and UI-TARS', () => {
  const act = (action: string) => `Thought: I click the menu.\nAction: ${action}`

  test('a click is a point named by its action', () => {
    // 0.45 · 1920 = 864, 0.417 · 1080 = 450.36.
    expect(
      points('seed-vl', { width: 1920, height: 1080 }, act("click(point='<point>450 417</point>')")),
    ).toEqual([[[864, 450.36], 'click']])
  })

  test('UI-TARS’ boxes of two numbers, and a drag of two points', () => {
    expect(points('seed-vl', sizes.page, act("click(start_box='(197,525)')"))).toEqual([
      [[197, 420], 'click'],
    ])
    expect(
      points(
        'seed-vl',
        sizes.page,
        act("drag(start_point='<point>100 200</point>', end_point='<point>300 400</point>')"),
      ),
    ).toEqual([
      [[100, 160], 'drag'],
      [[300, 320], 'drag'],
    ])
  })

  test('a box of four numbers is a box', () => {
    expect(told('seed-vl', sizes.page, 'There: <bbox>100 200 300 400</bbox>').looks).toEqual([
      { at: [100, 160, 300, 320], flags: [] },
    ])
  })

  test('an action without a place is none; the end of the task is the answer, and no thought is one', () => {
    expect(told('seed-vl', sizes.page, act("type(content='cats')"))).toMatchObject({ looks: [] })
    expect(told('seed-vl', sizes.page, act("finished(content='It\\'s done.')")).answer).toBe("It's done.")
    expect(told('seed-vl', sizes.page, act("finished(content='half")).answer).toBeUndefined()
  })

  test('several actions of one text', () => {
    const text = `${act("click(point='<point>100 200</point>')")}\n${act("scroll(point='<point>300 400</point>', direction='down')")}`
    expect(points('seed-vl', sizes.page, text)).toEqual([
      [[100, 160], 'click'],
      [[300, 320], 'scroll'],
    ])
  })

  test.each([
    "click(point='<point>450</point>')",
    "click(point='here')",
    "click(point='<point>1 2 3</point>')",
  ])('%s is told, not drawn', (action) => {
    expect(told('seed-vl', sizes.page, act(action))).toMatchObject({ looks: [], kinds: ['unread'] })
  })

  test('asks with the actions there are before the task', () => {
    const { ask, request, answer } = speaking('seed-vl')
    expect(ask('Open the menu.', true)).toMatch(
      /^You are a GUI agent\.[^]*## User Instruction\nOpen the menu\.$/,
    )
    const region = { left: 400, top: 300, right: 500, bottom: 340 } as Parameters<typeof request>[0]
    expect(request(region, { size: sizes.page, frame: sizes.page }).text).toBe(
      "click(point='<point>450 400</point>')",
    )
    expect(answer('done')).toBe("finished(content='done')")
  })
})

describe('Qwen’s phone', () => {
  const use = (args: Readonly<Record<string, unknown>>, name = 'mobile_use') =>
    `Thought: The bar.\nAction: "I tap it."\n${toolCall(name, args)}`

  test('999 steps of each side, whatever the screen', () => {
    // 447 · 1440 / 999 = 644.32, 81 · 3120 / 999 = 252.97.
    expect(
      points('qwen-gui', { width: 1440, height: 3120 }, use({ action: 'click', coordinate: [447, 81] })),
    ).toEqual([[[644.324324, 252.972973], 'click']])
    expect(points('qwen-gui', sizes.page, use({ action: 'click', coordinate: [999, 999] }))).toEqual([
      [[1000, 800], 'click'],
    ])
  })

  test('a swipe has two points', () => {
    const swipe = use({ action: 'swipe', coordinate: [333, 666], coordinate2: [333, 333] })
    expect(points('qwen-gui', sizes.page, swipe).map(([at]) => at)).toEqual([
      [333.333333, 533.333333],
      [333.333333, 266.666667],
    ])
  })

  test('an answer, or the end, is the answer; typing is neither', () => {
    expect(told('qwen-gui', sizes.page, use({ action: 'answer', text: 'Monday' })).answer).toBe('Monday')
    expect(told('qwen-gui', sizes.page, use({ action: 'terminate', status: 'success' })).answer).toBe(
      'success',
    )
    expect(told('qwen-gui', sizes.page, use({ action: 'type', text: 'cats' })).answer).toBeUndefined()
  })

  test.each([[[447]], [['a', 'b']], [[1, 2, 3]], ['447, 81']])(
    'coordinate %j is told, not drawn',
    (coordinate) => {
      expect(told('qwen-gui', sizes.page, use({ action: 'click', coordinate }))).toMatchObject({
        looks: [],
        kinds: ['unread'],
      })
    },
  )

  test('a computer’s calls are read the same way', () => {
    expect(
      points('qwen-gui', sizes.page, use({ action: 'left_click', coordinate: [0, 0] }, 'computer_use')),
    ).toEqual([[[0, 0], 'left_click']])
  })
})

describe('scripts', () => {
  test.each([
    ['pyautogui.click(x=0.31, y=0.72)', [310, 576], 'click'],
    ['pyautogui.doubleClick(0.5, 0.25)', [500, 200], 'doubleClick'],
    // Whole numbers are pixels of what the model saw: 1008 × 812.
    ['pyautogui.moveTo(504, 406)', [500, 400], 'moveTo'],
    ["pyautogui.click(x=504, y=406, button='right')", [500, 400], 'click'],
  ])('%s', (text, at, label) => {
    expect(points('qwen-grounding', sizes.page, text)).toEqual([[at, label]])
  })

  test.each(['pyautogui.hotkey("ctrl", "c")', 'pyautogui.click()', 'pyautogui.write("12, 34")'])(
    '%s names no place',
    (text) => {
      expect(points('qwen-grounding', sizes.page, text)).toEqual([])
    },
  )
})
