/**
 * Which family a dialogue with program code in it is of: by the tags around the code, the names it uses for images, and the words
 * its result comes back in. Pure.
 */
import type { DialectId } from '../dialects'
import { shellBlocks } from '../dialects/code/shell'

/** What a dialogue says. */
interface Said {
  /** What the model wrote, and what it was told before. */
  readonly text: string
  /** What it was told in between. */
  readonly given: string
}

const tagged = /<code>\s*(?:```|'''|~~~|(?:import|from|python|def|#)\b)/
const fenced = /(?:```|~~~)[ \t]*(?:python3?|py)[ \t]*\r?\n/m
const printedByGoogle = /^--- Generated Code ---/m
/** Code that opens or cuts an image: Python alone is in many a chat. */
const onImages = /\.crop\(|\bImage\.open\(|\bimread\(|\bimage_clue_\d|\bcv2\.|ImageDraw/

/** First match wins: the particular before the general. */
const families: readonly (readonly [DialectId, (said: Said) => boolean])[] = [
  ['pyvision-rl', ({ given }) => /<tool_response>\s*<interpreter>/.test(given)],
  ['pyvision', ({ text, given }) => /\bimage_clue_[\di]/.test(text) || given.includes('<interpreter>')],
  ['visual-arft', ({ text }) => /<problem>\s*\{|path_to_input_image/.test(text)],
  ['v-thinker', ({ text }) => text.includes('draw auxiliary graphics')],
  ['thyme', ({ text }) => text.includes('sandbox_output>')],
  [
    'deepeyes-v2',
    ({ text, given }) => given.includes('Code execution result:') || /\bimage_1\b|"image_i"/.test(text),
  ],
]

/** The family; undefined where there is no code that looks at images. */
export function dialectOfCode(said: Said): DialectId | undefined {
  const { text } = said
  if (!tagged.test(text)) {
    if (/^THOUGHT \d+:/m.test(text) && /^ACTION \d+:/m.test(text)) return 'sketchpad'
    if (fenced.test(text) && /\bimage_1\b/.test(text) && /\bdisplay\(/.test(text)) return 'sketchpad'
    if (/<problem>\s*\{/.test(text)) return 'visual-arft'
    // Nobody else prints this mark, whatever the code does.
    if (printedByGoogle.test(text)) return 'gemini-code'
    if (!fenced.test(text) || !onImages.test(text)) return undefined
    return /\bimage_clue_\d/.test(text) ? 'pyvision' : 'gemini-code'
  }
  return families.find(([, is]) => is(said))?.[0] ?? 'thyme'
}

/** Whether calls of a shell or of any Python tool look at images. */
export function isAgentCode(text: string): boolean {
  return onImages.test(text) && shellBlocks(text).some(({ code }) => onImages.test(code))
}
