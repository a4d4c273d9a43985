/**
 * Eyes for text: what stands in a view, found and read by two small graphs that lie beside a model's own, as numbers for each of its
 * visual tokens. Knows no decoder. `training/eyes` sees the same.
 */
import { readFile } from 'node:fs/promises'
import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { Failure } from '../../../../app/failure'
import type { Pixels } from '../../../images/raster'
import { cellSide, cellsOf, cellWidth } from './cells'
import type { EyesFiles } from './files'
import { boxesIn, decodedCharacters, enlargedBy, isReadable, sureEnough, type TextLine } from './lines'
import type { ValueMap } from './patches'
import type { Rectangle } from './rectangle'
import { enlarged, straightened, type Planes } from './sample'

/** What was seen: one row of `width` numbers per visual token, and the lines they were made of. */
export interface SeenText {
  readonly cells: Float32Array
  readonly rows: number
  readonly width: number
  readonly lines: readonly TextLine[]
}

export interface Eyes {
  /** @throws Failure `bad-input` for a view whose sides are not multiples of 28. */
  readonly see: (view: Pixels) => Promise<SeenText>
  readonly release: () => Promise<void>
}

/** The detector's input has sides of multiples of this. Pixels. */
const multiple = 32

/** Opens the eyes. `open`: makes a session of a graph's file. */
export async function openEyes(
  files: EyesFiles,
  open: (path: string) => Promise<InferenceSession>,
): Promise<Eyes> {
  const characters = (await readFile(files.characters, 'utf8')).replace(/\n+$/, '').split('\n')
  const alphabet = ['', ...characters, ' ']
  const detection = await open(files.detection)
  const recognition = await open(files.recognition).catch(async (error: unknown) => {
    await detection.release()
    throw error
  })
  const read = async (view: Pixels, box: Rectangle): Promise<TextLine> => {
    if (!isReadable(box)) return { box, characters: [] }
    const guesses = await run(recognition, straightened(view, box))
    const classes = guesses.dims.at(-1) as number
    if (classes !== alphabet.length) throw unfit(classes, alphabet.length)
    const found = decodedCharacters({ data: guesses.data as Float32Array, classes }, box, alphabet)
    return { box, characters: sureEnough(found) ? found : [] }
  }
  return {
    see: async (view) => {
      checkSides(view)
      const text = await mapOf(detection, view)
      const lines: TextLine[] = []
      for (const box of boxesIn(text)) lines.push(await read(view, box))
      const cells = cellsOf({ view, lines, text })
      return { cells, rows: cells.length / cellWidth, width: cellWidth, lines }
    },
    release: async () => {
      await Promise.all([detection.release(), recognition.release()])
    },
  }
}

function checkSides({ width, height }: Pixels): void {
  const cell = cellSide
  if (width % cell === 0 && height % cell === 0) return
  throw new Failure('bad-input', `A model input of ${width}×${height} is not made of ${cell}-pixel cells.`)
}

function unfit(classes: number, known: number): Failure {
  return new Failure(
    'model-unavailable',
    `The recogniser of text tells ${classes} characters apart, its list has ${known}.`,
  )
}

/** How surely text stands at each pixel of the enlarged view; what it was filled up with is cut off. */
async function mapOf(detection: InferenceSession, view: Pixels): Promise<ValueMap> {
  const planes = enlarged(view, enlargedBy, multiple)
  const found = (await run(detection, planes)).data as Float32Array
  const [width, height] = [view.width * enlargedBy, view.height * enlargedBy]
  const values = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    values.set(found.subarray(y * planes.width, y * planes.width + width), y * width)
  return { width, height, values }
}

async function run(session: InferenceSession, { width, height, data }: Planes): Promise<Tensor> {
  const [input, output] = [session.inputNames[0], session.outputNames[0]]
  if (input === undefined || output === undefined)
    throw new Failure('model-unavailable', 'A graph of the eyes for text takes or gives nothing.')
  const out = await session.run({ [input]: new Tensor('float32', data, [1, 3, height, width]) })
  return out[output] as Tensor
}
