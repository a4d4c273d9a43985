/** What the dialogues of `said.ts` are made of: places on a page of 1000 × 800 px as each family counts them, and the marks around them. */
import type { DialectId } from '../../app/dialects'
import { toolCall } from './told'

/** What was said, and what is right. `alone`: what its words alone are taken for, where they do not tell it from another family. */
export interface Said {
  readonly turns: readonly string[]
  readonly at: readonly (readonly number[])[]
  readonly answer: string
  readonly alone?: DialectId
}

export const think = (words: string) => `<think>${words}</think>\n`
export const answer = (words: string) => `<answer>${words}</answer>`
export const zoom = (args: Readonly<Record<string, unknown>>) => toolCall('image_zoom_in_tool', args)
export const python = (code: string) => `<code>\n\`\`\`python\n${code}\n\`\`\`\n</code>`
export const fenced = (code: string) => `\`\`\`python\n${code}\n\`\`\``
export const json = (value: unknown) => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\``
export const red = think('It is red.') + answer('red')

/** Two places on the page, and the same in pixels of the 1008 × 812, in thousandths, in shares. */
export const [first, second] = [
  [250, 200, 500, 400],
  [500, 400, 750, 600],
] as const
export const seen = [
  [252, 203, 504, 406],
  [504, 406, 756, 609],
] as const
export const perMille = [
  [250, 250, 500, 500],
  [500, 500, 750, 750],
] as const
export const shares = perMille.map((box) => box.map((n) => n / 1000))
export const both = [first, second]
