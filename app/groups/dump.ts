/**
 * What a trainer's dump of rollouts is: one record to parts of groups. A record may hold a whole group (Relook's own
 * training), one rollout (verl, TRL) or the columns of a step (ms-swift); parts with the same step and key are one group.
 * Pure: no file, no image. What a record says is unknown until parsed.
 */
import type { ForeignTrace, ImageSource } from '../formats'
import type { Box, Size } from '../geometry/box'
import type { Result } from '../result'
import type { RecordedScores, RolloutToken } from '../rewards/rollout'
import type { Token } from '../trace/step'

/** One rollout as its record tells it. */
export interface DumpRollout {
  /**
   * `segments`: generated tokens, cut where a crop came back; `texts`: the same with what the loop appended. `trace`: text to be
   * read by its dialect.
   */
  readonly content:
    | {
        readonly type: 'segments'
        readonly segments: readonly (readonly Token[])[]
        readonly texts: readonly string[]
      }
    | { readonly type: 'trace'; readonly trace: ForeignTrace }
  readonly recorded: RecordedScores
  /** Regions it asked for. */
  readonly looks: number
  /** 0..1, where the record says whether it is right. */
  readonly verdict?: number
  /** Everything behind the prompt, images and appended text included, where the dump has it. */
  readonly tokens?: readonly RolloutToken[]
}

/** Rollouts of one question and training step. */
export interface DumpPart {
  readonly step?: number
  /** The same for all rollouts of a group, and for no other of its step. */
  readonly key: string
  readonly question: string
  readonly prompt?: string
  readonly gold: readonly string[]
  /** Given regions, pixels of the image. */
  readonly boxes: readonly Box<'image'>[]
  readonly picture?: ImageSource
  /** Size of the image in pixels and of the overview its numbers count in, where said. */
  readonly size?: Size
  readonly frame?: Size
  readonly rollouts: readonly DumpRollout[]
}

/** A kind of dump. Adding one is one file and one line in `index.ts`. */
export interface DumpFormat {
  readonly id: string
  readonly name: string
  /** Repository and file the shape was read from. */
  readonly source: string
  /** 0..1: how sure one record is of this kind. */
  readonly likeness: (value: unknown) => number
  readonly parse: (value: unknown) => Result<readonly DumpPart[]>
}

/** Whether a rollout is right, as far as its record says: a verdict, else a term of accuracy. */
export function isRight({ verdict, recorded }: DumpRollout): boolean | undefined {
  if (verdict !== undefined) return verdict >= 0.5
  const term = Object.entries(recorded.terms ?? {}).find(([name]) =>
    /^acc(uracy)?(_reward)?$|accuracy/i.test(name),
  )
  return term === undefined ? undefined : term[1] > 0
}

/** Numbers of a record that no other use is known for: reward terms by the trainer's own names. */
export function termsOf(
  fields: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Record<string, number> {
  const terms: Record<string, number> = {}
  for (const [name, value] of Object.entries(fields)) {
    const number = typeof value === 'boolean' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number) && !known.includes(name)) terms[name] = number
  }
  return terms
}
