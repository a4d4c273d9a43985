/**
 * `rollouts.jsonl` of Relook's own training: one line is one group, tokens with their mask and log-probability.
 * Source: training/README.md, “Shapes on disk”; written by training/rl/rollout.py `row`.
 */
import { given } from '../given'
import { dumpLikeness, groupOfDump } from '../rewards/dump'
import type { Rollout, RolloutToken } from '../rewards/rollout'
import { good, type Result } from '../result'
import type { Token } from '../trace/step'
import type { DumpFormat, DumpPart, DumpRollout } from './dump'

/** Dumps of Relook’s own training: a whole group per line, with every token. */
export const relookDump: DumpFormat = {
  id: 'relook-rollouts',
  name: 'Relook training',
  source: 'training/rl/rollout.py',
  likeness: dumpLikeness,
  parse,
}

function parse(value: unknown): Result<readonly DumpPart[]> {
  const read = groupOfDump(value, '')
  if (!read.ok) return read
  const { step, image, question, prompt, gold, boxes, size, frame, rollouts } = read.value
  const part: DumpPart = {
    ...given({ step }),
    key: `${image}\n${question}`,
    question,
    ...given({ prompt }),
    gold,
    boxes: boxes ?? [],
    ...given({ picture: image === '' ? undefined : { type: 'path' as const, path: image }, size, frame }),
    rollouts: rollouts.map(rolloutOf),
  }
  return good([part], read.issues)
}

function rolloutOf({ tokens, segments, looks, recorded, verdict }: Rollout): DumpRollout {
  return {
    content: { type: 'segments', segments: segmentsOf(tokens ?? [], segments), texts: segments },
    recorded: recorded ?? {},
    looks: looks.length,
    ...given({ verdict, tokens }),
  }
}

/** Marks of the chat template are tokens of the sequence, but no text of a step. */
const special = /^<\|[a-z_]+\|>$/

/**
 * What the model wrote between two crops, as tokens; the loop appended the rest. Where the tokens do not add up to the
 * segments the text stands for itself: the newline at its end was the loop's, which the dialect adds again.
 */
function segmentsOf(
  tokens: readonly RolloutToken[],
  texts: readonly string[],
): readonly (readonly Token[])[] {
  const runs: Token[][] = []
  let open = false
  for (const { loss, id, text, logprob, tempered } of tokens) {
    if (loss && !open) runs.push([])
    open = loss
    if (loss && !special.test(text)) runs.at(-1)?.push({ id, text, ...given({ logprob, tempered }) })
  }
  const written = texts.map((text) => text.replace(/(\]\s*\})\n$/, '$1'))
  const adds = written.every((text, i) => (runs[i] ?? []).map((t) => t.text).join('') === text)
  return adds && runs.length <= texts.length
    ? runs
    : written.map((text) => (text === '' ? [] : [{ id: -1, text }]))
}
