/** Which rewards a command is to use: a variant by name, or a file of weights and caps. */
import { readFileSync } from 'node:fs'
import { Failure } from '../../app/failure'
import { rewardSettings, type RewardSettings } from '../../app/rewards/settings'
import { variants } from '../../app/rewards/variants'

/** `paper`, `released`, or the path of a JSON file. @throws Failure `bad-input` saying what is wrong with it. */
export function rewardsAsked(words: string): RewardSettings {
  const variant = variants.find((v) => v.id === words)
  if (variant !== undefined) return { variant: variant.id }
  const known = variants.map((v) => v.id).join(', ')
  let value: unknown
  try {
    value = JSON.parse(readFileSync(words, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read'
    throw new Failure('bad-input', `“${words}” is none of ${known}, and as a file it ${why}.`)
  }
  const read = rewardSettings.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Failure('bad-input', `${words}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
}
