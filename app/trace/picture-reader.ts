/**
 * How the field's code reads a picture file into pixels, where that differs: one table. Which of them counts is the dialect's; of a
 * picture that nobody's code has read yet, Relook's own. Profiles are ignored and the first frame is taken by all of them.
 * Sources: qwen-vl-utils 0.0.14 `fetch_image`/`to_rgb`; Pillow `Image.open(…).convert('RGB')` (VLM-R³'s crops, Chain-of-Focus, Mini-o3,
 * Visual-CoT); transformers 5.23 `load_image`; vLLM `ImageMediaIO`.
 */

/** The ways. `relook`: upright, transparency over white; no code of the field does both. */
export const pictureReaders = ['relook', 'qwen-vl-utils', 'pillow', 'transformers', 'vllm'] as const
/** One of them. */
export type PictureReader = (typeof pictureReaders)[number]

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
export const readerRules: Readonly<Record<PictureReader, ReaderRules>> = {
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

/** What about a file is read in several ways. `rgba`: four channels; `alpha`: transparency of another kind. */
export const oddities = ['turned', 'rgba', 'alpha', 'grey16'] as const
/** One of them. */
export type Oddity = (typeof oddities)[number]

/** How a stored picture was read; only of files that are read in several ways. */
export interface PictureReading {
  readonly by: PictureReader
  readonly odd: readonly Oddity[]
}

/** What the picture as it is shown here is, in sentences, and that others see it otherwise. */
export function readingWords({ by, odd }: PictureReading): readonly string[] {
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
    return laysOverWhite(readerRules[by], oddity)
      ? `Transparency is laid over white${as}; other code shows the colours under it.`
      : `Transparency is dropped${as}: the colours under it are shown.`
  })
}
