/** What the words of a command say, each as the kind of value it has to be. Knows no command. */
import { given } from '../../app/given'
import type { Settings } from '../../app/trace/project'
import { numberOption } from './command'

/** Options as they were read; one that the command does not have is absent. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

type Bounds = readonly [min: number, max: number]

/** Reads options. `whole`, `decimal`: @throws Failure `bad-input` with the range. */
export function optionReader(values: OptionValues) {
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    text,
    is: (name: string) => values[name] === true,
    whole: (name: string, [min, max]: Bounds) => numberOption(name, text(name), { min, max, whole: true }),
    decimal: (name: string, [min, max]: Bounds) => numberOption(name, text(name), { min, max, whole: false }),
  }
}

/** How a model is run, by the options that commands have for it. `usual`: where they say nothing. @throws Failure `bad-input` */
export function settingsIn(values: OptionValues, usual: Settings): Settings {
  const { whole, decimal, is } = optionReader(values)
  return {
    temperature: decimal('temperature', [0, 5]) ?? usual.temperature,
    ...given({
      topP: decimal('top-p', [0.001, 1]),
      topK: whole('top-k', [0, 1_000_000]),
      repetitionPenalty: decimal('repetition-penalty', [0.1, 10]),
    }),
    seed: whole('seed', [0, 2 ** 31 - 1]) ?? usual.seed,
    maxTokens: whole('max-tokens', [1, 32768]) ?? usual.maxTokens,
    maxLooks: is('no-looks') ? 0 : (whole('max-looks', [0, 64]) ?? usual.maxLooks),
  }
}
