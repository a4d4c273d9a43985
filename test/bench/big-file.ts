/** A large evaluation log as VLM-R³ writes it: JSON lines of about 10 KB, with pictures beside it. Written to a folder of its own. */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import sharp from 'sharp'

const pictures = 200
const words =
  'the sign on the left side of the road shows a number in white letters above the blue door while a person with a red ' +
  'umbrella walks past the shop window and the reflection in the glass makes it hard to read what is written there so'
const list = words.split(' ')

/** How often the rare word stands in it. */
export const rareWords = 4

/** Writes it; gives its path. */
export async function writeBigFile(folder: string, rows: number, bytes: number): Promise<string> {
  mkdirSync(join(folder, 'images'), { recursive: true })
  const colours = { width: 448, height: 336, channels: 3, background: '#4a6' } as const
  const picture = await sharp({ create: colours }).jpeg().toBuffer()
  for (let i = 0; i < pictures; i++) writeFileSync(join(folder, 'images', `${i}.jpg`), picture)
  const path = join(folder, `log-${rows}.jsonl`)
  const out = createWriteStream(path, { highWaterMark: 1 << 22 })
  const perRow = Math.floor(bytes / rows)
  for (let row = 0; row < rows; row++) {
    if (
      !out.write(
        `${JSON.stringify(record(row, perRow, row % Math.floor(rows / rareWords) === Math.floor(rows / rareWords) - 1))}\n`,
      )
    )
      await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return path
}

function record(row: number, bytes: number, isRare: boolean): object {
  const looks = row % 4
  const parts = Array.from({ length: looks }, (_, i) => {
    const x = (row * 7 + i * 40) % 300
    return `${prose(row * 13 + i, 200)} {"bbox_2d": [${x}, ${i * 20}, ${x + 90}, ${i * 20 + 80}]}\n`
  })
  const fixed = parts.join('').length + 420
  const rare = isRare ? ' zanzibar' : ''
  return {
    id: row + 1,
    image: `images/${row % pictures}.jpg`,
    question: `What does sign number ${row} say?\n(a) yes (b) no`,
    full_response: `<think> ${parts.join('')}${prose(row, Math.max(0, bytes - fixed))}${rare}\n<answer>${row % 3 === 0 ? 'a' : 'b'}</answer>`,
    ground_truth: row % 2 === 0 ? 'a' : 'b',
    judge_reward: row % 5 === 0 ? 0 : 1,
  }
}

/** Some text of about this length, another one for each seed. */
function prose(seed: number, length: number): string {
  const text: string[] = []
  let size = 0
  for (let i = 0; size < length; i++) {
    const word = list[(seed * 31 + i * 7 + ((seed + i) % 11)) % list.length] ?? ''
    text.push(word)
    size += word.length + 1
  }
  return text.join(' ').slice(0, length)
}
