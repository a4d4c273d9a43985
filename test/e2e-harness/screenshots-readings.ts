/**
 * Pictures of how newer languages are read: code that looks, figures it gave back, points, regions nobody can read, one box in every
 * reading, a file that is mapped by hand. On the photograph of Qwen3-VL's cookbook (Apache-2.0); what the models say was written for them.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { openRecord } from './window'

const photograph = fileURLToPath(new URL('../fixtures/field/qwen3-vl/hopinn.jpg', import.meta.url))

/** From any page of the app: each state in its turn. Resolves to the paths. */
export async function readings(page: Page, pathOf: (name: string) => string): Promise<readonly string[]> {
  const pub = { 'pub.jpg': readFileSync(photograph) }
  const made: string[] = []
  const shoot = async (name: string) => made.push(await shot(page, pathOf(name)))
  const ready = async () => {
    await page.locator('[data-canvas=ready]').waitFor()
    await page.getByTestId('step-row').first().waitFor()
  }

  await openRecord(page, { name: 'code.jsonl', record: code }, { ...pub, 'figure.png': await figure() })
  await ready()
  await page.getByTestId('region-row').first().click()
  await page.getByTestId('came-back').waitFor()
  await shoot('code')

  await openRecord(page, { name: 'points.jsonl', record: points }, pub)
  await ready()
  await page.getByTestId('region-row').nth(1).click()
  await shoot('points')

  await openRecord(page, { name: 'unread.jsonl', record: unread }, pub)
  await ready()
  await page.locator('[data-testid=step-row][data-kind=unread]').first().locator('button').first().click()
  await shoot('unread')

  await openRecord(page, { name: 'signs.jsonl', record: inDoubt }, pub)
  await ready()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('u')
  await page.getByTestId('ghosts').waitFor()
  await shoot('ghosts')
  await page.keyboard.press('Escape')

  await openRecord(page, { name: 'own-tool.jsonl', record: unknown }, pub)
  await page.getByRole('button', { name: 'Say how it is read…' }).click()
  const sheet = page.getByTestId('reader-sheet')
  await sheet.getByLabel('What found[*].area is').selectOption('boxes')
  await sheet.getByLabel('What found[*].called is').selectOption('label')
  await sheet.getByLabel('Coordinates').selectOption('unit')
  await page.getByTestId('region-row').nth(1).waitFor()
  await ready()
  await shoot('mapping')
  await sheet.getByRole('button', { name: 'Cancel' }).click()
  return made
}

const asked = (question: string) => ({ role: 'user', content: `<image>${question}` })
const said = (content: string) => ({ role: 'assistant', content })

const code = {
  images: ['pub.jpg', 'figure.png'],
  messages: [
    asked('What is the name of the pub?'),
    said(
      '<think>The hanging sign is small. I cut it out and look how bright it is.</think>\n<code>\n```python\n' +
        'import numpy as np\nimport matplotlib.pyplot as plt\n\n# The hanging sign\nbox = (1412, 485, 1624, 754)\n' +
        'sign = image_1.crop(box)\nplt.plot(np.array(sign).mean(axis=(1, 2)))\n' +
        'plt.title("Brightness from top to bottom")\nplt.show()\n```\n</code>',
    ),
    {
      role: 'user',
      content:
        'Code execution result:\nstdout:\n```\n(212, 269)\n```\n\nstderr:\n```\n\n```\n\nImages:\n<image>',
    },
    said('<think>It is evenly lit and can be read.</think>\n<answer>Hop Inn</answer>'),
  ],
}

const points = {
  image: 'pub.jpg',
  question: 'Point to the signs on the house.',
  response: '<points x1="61.7" y1="38.4" x2="32.1" y2="55.4" x3="61.7" y3="57.8" alt="sign">signs</points>',
}

const unread = {
  images: ['pub.jpg'],
  messages: [
    asked('What is on the sign above the door?'),
    said(
      '<think>I look at the sign above the door.</think>\n<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [174, 450, 469], "label": "sign above the door", "img_idx": 0}}\n</tool_call>',
    ),
    { role: 'tool', content: '<tool_response>\nError: bbox_2d must hold four numbers.\n</tool_response>' },
    said(
      '<think>Once more, with four.</think>\n<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [174, 450, 469, 658], "label": "sign above the door", "img_idx": 0}}\n</tool_call>',
    ),
    { role: 'tool', content: '<tool_response>\n</tool_response>' },
    said('<answer>Hop Inn</answer>'),
  ],
}

const inDoubt = {
  images: ['pub.jpg'],
  messages: [
    asked('Find the sign above the door.'),
    said('[{"bbox_2d": [174, 450, 469, 658], "label": "sign"}]'),
  ],
}

const unknown = {
  task: { asks: 'Where are the signs?' },
  picture: 'pub.jpg',
  found: [
    { area: [0.174, 0.45, 0.469, 0.658], called: 'above the door' },
    { area: [0.574, 0.301, 0.66, 0.468], called: 'hanging' },
  ],
  took: 3.2,
}

/** What matplotlib would have drawn. */
function figure(): Promise<Buffer> {
  const line = 'M70 330 L130 250 L190 180 L250 150 L310 165 L370 140 L430 150 L490 190 L550 290 L600 340'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400" font-family="sans-serif" font-size="18"><rect width="640" height="400" fill="#fff"/><path d="M60 50V350H610" fill="none" stroke="#333" stroke-width="1.5"/><path d="${line}" fill="none" stroke="#1f77b4" stroke-width="3"/><text x="330" y="34" text-anchor="middle">Brightness from top to bottom</text><text x="330" y="384" text-anchor="middle">row</text></svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** Half the size and 128 colours are enough to read it by. */
export async function shot(page: Page, path: string): Promise<string> {
  await page.mouse.move(1, 1)
  await page.waitForTimeout(800)
  const pixels = await page.screenshot({ animations: 'disabled' })
  const { width = 2880 } = await sharp(pixels).metadata()
  await sharp(pixels)
    .resize(Math.round(width * 0.6))
    .png({ palette: true, colours: 128, effort: 8 })
    .toFile(path)
  return path
}
