/**
 * How the field's code reads an image file into pixels, where that differs: one table. Which of them counts is the dialect's; of a
 * image that nobody's code has read yet, Relook's own. Profiles are ignored and the first frame is taken by all of them.
 * Sources: qwen-vl-utils 0.0.14 `fetch_image`/`to_rgb`; Pillow `Image.open(…).convert('RGB')` (VLM-R³'s crops, Chain-of-Focus, Mini-o3,
 * Visual-CoT); transformers 5.23 `load_image`; vLLM `ImageMediaIO`.
 */

/** The ways. `relook`: upright, transparency over white; no code of the field does both. */
export const imageReaders = ['relook', 'qwen-vl-utils', 'pillow', 'transformers', 'vllm'] as const
/** One of them. */
export type ImageReader = (typeof imageReaders)[number]

/** What a reader does. */
export interface ReaderRules {
  readonly name: string
  /** Turns by EXIF. */
  readonly turns: boolean
  /** Lays transparency over white: `rgba` only where the file has four channels, `all` for palettes and grey too. Else it is dropped. */
  readonly white: 'none' | 'rgba' | 'all'
  /** 16-bit grey: each value of 255 and more is white, or its upper byte counts. */
  readonly grey16: 'clipped' | 'upper-byte'
}

/** The table. */
export const readerRules: Readonly<Record<ImageReader, ReaderRules>> = {
  relook: { name: 'Relook', turns: true, white: 'all', grey16: 'upper-byte' },
  'qwen-vl-utils': { name: 'qwen-vl-utils', turns: false, white: 'rgba', grey16: 'clipped' },
  pillow: { name: 'Pillow’s convert', turns: false, white: 'none', grey16: 'clipped' },
  transformers: { name: 'transformers’ load_image', turns: true, white: 'none', grey16: 'clipped' },
  vllm: { name: 'vLLM', turns: false, white: 'rgba', grey16: 'clipped' },
}

/** Whether a reader lays this kind of transparency over white; else the colours under it are shown. */
export function laysOverWhite({ white }: ReaderRules, oddity: Oddity): boolean {
  return white === 'all' || (white === 'rgba' && oddity === 'rgba')
}

/**
 * What a reader of a file should know. `rgba`: four channels; `alpha`: transparency of another kind. The last two are read alike by the
 * field's code, but not by every program.
 */
export const oddities = ['turned', 'rgba', 'alpha', 'grey16', 'cmyk', 'animated'] as const
/** One of them. */
export type Oddity = (typeof oddities)[number]

/** Pillow's mode of a file, where it is neither RGB nor L: a tool that cuts a file before it is read resizes it in that mode. */
export const fileModes = ['1', 'P', 'LA', 'RGBA', 'I;16', 'CMYK'] as const
/** One of them. */
export type FileMode = (typeof fileModes)[number]

/** How a stored image was read; only of files about which there is something to know. */
export interface ImageDecoding {
  readonly by: ImageReader
  readonly odd: readonly Oddity[]
  readonly mode?: FileMode
  /** Of a palette: its first colour, which Pillow puts past the edges of a cut. */
  readonly first?: readonly [red: number, green: number, blue: number]
}

/** Whether another reader may make other pixels of the file. */
export function isReadInSeveralWays(read: ImageDecoding | undefined): boolean {
  return read !== undefined && read.odd.some((o) => o !== 'cmyk' && o !== 'animated')
}

/** Whether another reader makes the same pixels of the file. */
export function isReadAlike({ by, odd }: ImageDecoding, other: ImageReader): boolean {
  const [own, its] = [readerRules[by], readerRules[other]]
  return odd.every((o) => {
    if (o === 'turned') return own.turns === its.turns
    if (o === 'grey16') return own.grey16 === its.grey16
    if (o === 'rgba' || o === 'alpha') return laysOverWhite(own, o) === laysOverWhite(its, o)
    return true
  })
}

/**
 * What the image as it is shown here is, in sentences, and who sees it otherwise. `forgotten`: of a GIF, whose colours under the
 * transparency are lost when it is decoded here.
 */
export function readingWords(
  { by, odd }: ImageDecoding,
  { forgotten = false }: { readonly forgotten?: boolean } = {},
): readonly string[] {
  const { name, turns, grey16 } = readerRules[by]
  const as = by === 'relook' ? '' : `, as ${name} reads it`
  return odd.map((oddity) => {
    if (oddity === 'turned')
      return turns
        ? `Turned upright by its EXIF orientation${as}; qwen-vl-utils, Pillow and vLLM show it as it is stored.`
        : `Lies as it is stored${as}; transformers turns it by its EXIF orientation.`
    if (oddity === 'grey16')
      return grey16 === 'clipped'
        ? `16-bit grey: nearly all of it is white${as}.`
        : `16-bit grey is shown by its upper byte${as}; the field’s code makes nearly all of it white.`
    if (oddity === 'cmyk')
      return 'CMYK: its colours are those the field’s code computes; programs that use its profile show others.'
    if (oddity === 'animated') return 'The first of several frames or pages: the field’s code sees no other.'
    return laysOverWhite(readerRules[by], oddity)
      ? `Transparency is laid over white${as}; other code shows the colours under it.`
      : forgotten
        ? `Transparency is dropped${as}. The colours under it, which the field’s code shows, are lost when a GIF is decoded here.`
        : `Transparency is dropped${as}: the colours under it are shown.`
  })
}
