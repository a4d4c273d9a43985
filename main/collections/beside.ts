/** What lies beside a file and is not named in it: its image, the question it answers, the outputs it is one of. Knows no format. */
import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { ImageSource } from '../../app/formats/format'
import { codeOf } from '../store/folder'
import { decodedText } from './encoding'
import type { Output, PrintedText } from '../../app/formats/printed'
import { given } from '../../app/given'

const kinds = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.bmp', '.tif', '.tiff', '.avif'])

/** Which of the images beside a file is meant: none of `others`; of several the one whose name begins like `like`. */
export interface UnnamedImage {
  readonly others: readonly string[]
  readonly like?: string
}

/** What a record says of an image it does not name; undefined for one that it does. */
export function unnamedIn(source: Extract<ImageSource, { type: 'path' }>): UnnamedImage | undefined {
  if (source.besides === undefined) return undefined
  return { others: source.besides, ...given({ like: source.like }) }
}

/**
 * Its absolute path: an image that is itself among the places to look, or the only one in the first folder that tells; undefined
 * where it cannot be told.
 */
export function imageBesides(places: readonly string[], { others, like }: UnnamedImage): string | undefined {
  const named = new Set(others.map((name) => basename(name.replaceAll('\\', '/')).toLowerCase()))
  for (const place of places) {
    if (isImageName(place) && isFile(place)) return place
    const left = imagesIn(place).filter((name) => !named.has(name.toLowerCase()))
    const alike = left.filter(
      (name) => like !== undefined && name.toLowerCase().startsWith(like.toLowerCase()),
    )
    const [only] = left.length === 1 ? left : alike.length === 1 ? alike : []
    if (only !== undefined) return join(place, only)
  }
  return undefined
}

function imagesIn(folder: string): readonly string[] {
  return namesIn(folder).filter(isImageName)
}

/** Whether a file's name is one of an image. */
export function isImageName(name: string): boolean {
  return kinds.has(extname(name).toLowerCase())
}

/** Whether a file stands there. */
function isFile(path: string): boolean {
  return statOf(path)?.isFile() ?? false
}

/** What stands at a path; undefined where nothing does, also where one of its folders is a file (`a.png/images`). */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Names under which the question of a saved reply lies beside it. */
const questions = ['prompt.txt', 'question.txt', 'instruction.txt', 'query.txt']
/** A longer text is no question. */
const longestQuestion = 100_000

/** Outputs of one cell, saved one by one: `1_printed.txt`, `2_picture.png`, `3_printed.txt`. */
const numbered = /^(\d{1,3})_(?:printed|picture|text|image|output)\b.*\.(\w+)$/i

/** A text file with what lies beside it. `text`: of the file itself, which is the first of numbered ones. */
export function printedBeside(
  path: string,
  text: string,
): PrintedText & { readonly besides: readonly string[] } {
  const folder = dirname(path)
  const parts = outputsBeside(path)
  const pictures = parts.filter(isImageName)
  const printed = parts.length === 0 ? [{ text }] : parts.map((name) => outputOf(name, { path, text }))
  const asked = questionBeside(folder, basename(path))
  const [only, ...more] = imagesIn(folder).filter((name) => !pictures.includes(name) && !isPreview(name))
  const own = only !== undefined && more.length === 0
  const like = basename(path).split(/[._]/)[0] ?? ''
  return {
    printed,
    ...given({ asked }),
    ...(like.length >= shortestStem ? { like } : {}),
    // Where no image lies beside the outputs, the first of them is what was asked about.
    ...(pictures.length > 0 && !own ? { shown: true } : {}),
    besides: [...pictures, ...imagesIn(folder).filter(isPreview)],
  }
}

/** Shorter beginnings of a name (`1`, `a`) say nothing. */
const shortestStem = 4

/** A small drawing that goes with a file and is not what it is about. */
function isPreview(name: string): boolean {
  return /^(?:preview|thumbnail|thumb)\./i.test(name)
}

/** The numbered files beside one, in order; none where it is not numbered itself. */
export function outputsBeside(path: string): readonly string[] {
  if (!numbered.test(basename(path))) return []
  const number = (name: string) => Number(numbered.exec(name)?.[1] ?? 0)
  return namesIn(dirname(path))
    .filter((name) => numbered.test(name))
    .sort((a, b) => number(a) - number(b))
}

/** One of the files beside a text, which has been read already. */
function outputOf(name: string, { path, text }: { readonly path: string; readonly text: string }): Output {
  if (isImageName(name)) return { image: name }
  return { text: name === basename(path) ? text : readSmall(join(dirname(path), name)) }
}

function questionBeside(folder: string, own: string): string | undefined {
  const name = namesIn(folder).find((n) => questions.includes(n.toLowerCase()) && n !== own)
  const text = name === undefined ? '' : readSmall(join(folder, name)).trim()
  return text === '' || text.length > longestQuestion ? undefined : text
}

/** A text file; nothing where it cannot be read. */
function readSmall(path: string): string {
  try {
    return decodedText(readFileSync(path))
  } catch {
    return ''
  }
}
