/**
 * An evaluation log in the form VLM-R³'s code writes: written here, because logs of others may not be published. A hundred
 * and fifty rows over drawn images of 224 pixels; among them what real ones have (a box past the edge, a wrong answer).
 */
import sharp from 'sharp'

/** A file to be opened in the window. */
export interface LogFile {
  readonly name: string
  readonly bytes: Buffer
}

interface Subject {
  readonly question: string
  readonly region: string
  readonly box: readonly number[]
}

const rows = 150
const options = '(a) The left one (b) The right one'

/** What the first rows ask; the others ask about a sign each. The second and third speak of a flame. */
const subjects: readonly Subject[] = [
  // Past the right edge of the image, as half of the field's boxes of this dialect are.
  {
    question: 'Which wing of the paper butterfly is folded?',
    region: 'the butterfly',
    box: [0, 0, 252, 224],
  },
  {
    question: 'Which candle has the smaller flame?',
    region: 'the two candles',
    box: [20, 30, 200, 180],
  },
  {
    question: 'Which side of the flame is brighter?',
    region: 'the flame',
    box: [0, 48, 156, 156],
  },
]

/** Whether the log says that a row's answer is right. */
const isRight = (id: number): boolean => id % 4 !== 0

/** How many of the log were judged wrong. */
export const wrongInLog = Array.from({ length: rows }, (_, i) => i + 1).filter((id) => !isRight(id)).length

/** One row, counted from 1. */
export function logRowAt(id: number): object {
  const { question, region, box } = subjects[id - 1] ?? {
    question: `Which half of sign ${id} is green?`,
    region: `sign ${id}`,
    box: [id, 40, id + 60, 120],
  }
  const look = JSON.stringify({ bbox_2d: box }).replaceAll(',', ', ').replace(':', ': ')
  return {
    id,
    image: `images/${id}.png`,
    image_width: 224,
    image_height: 224,
    question: `Answer with the option's letter from the given choices.\n${question}\n${options}`,
    full_response: `<think> To answer this, I look closely at ${region}.\n\n${look}\n<answer>${isRight(id) ? 'a' : 'b'}</answer>\n`,
    ground_truth: 'a',
    judge_reward: isRight(id) ? 1 : 0,
  }
}

/** The log with the images of its first rows. */
export async function writtenLog(images = 4): Promise<readonly LogFile[]> {
  const lines = Array.from({ length: rows }, (_, i) => `${JSON.stringify(logRowAt(i + 1))}\n`)
  const pictures = Array.from({ length: images }, async (_, i): Promise<LogFile> => {
    return { name: `${i + 1}.png`, bytes: await drawnImage(i + 1) }
  })
  return [{ name: 'traces.jsonl', bytes: Buffer.from(lines.join('')) }, ...(await Promise.all(pictures))]
}

/** The image of a row: no two are alike. */
export function drawnImage(id: number): Promise<Buffer> {
  const background = { r: (id * 53) % 256, g: (id * 101) % 256, b: 128 }
  return sharp({ create: { width: 224, height: 224, channels: 3, background } })
    .png()
    .toBuffer()
}
