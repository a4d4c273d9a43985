/**
 * The writing half of the decode loop: chooses tokens from scores until a stop text, the end or the limit. What may come next is read
 * ahead with the token before it (drafting.ts), and kept as far as the model then writes just that: with the same random number for the
 * same place, so that the tokens are the same as one by one.
 */
import { throwIfCancelled } from '../../../app/failure'
import type { GenerateEvent } from '../../../app/reasoning/model'
import type { Token } from '../../../app/trace/step'
import type { Logits } from './decoder'
import { createDrafter, longestGuess, type Drafting } from './drafting'
import { floatTensor } from './floats'
import type { HeldCache, ModelParts, Work } from './parts'
import type { KvCache } from './kv'
import { createSampler, type SampledToken } from './sampler'
import { readBy, type Sequence } from './sequence'
import { createStepPlaces } from './step-places'
import { createStopWatch } from './stop'

/** How it ended. Tokens that were read ahead, and those of them that were right, are told where there were any. */
export interface WriteEnd {
  readonly reason: 'stop' | 'eos' | 'length'
  readonly tokens: number
  readonly drafted?: number
  readonly accepted?: number
  /** The token that ended the turn, where alternatives are asked for. */
  readonly last?: Token
}

/** What writing begins with: the cache, and the scores behind its last token. */
interface WriteFrom {
  readonly held: HeldCache
  readonly logits: Logits
  readonly signal: AbortSignal
}

/** Writes tokens. Whatever ends it, what has been read by then is kept as a checkpoint. */
export async function* write(
  parts: ModelParts,
  { request, sequence }: Work,
  { held, signal, ...from }: WriteFrom,
): AsyncGenerator<GenerateEvent, WriteEnd> {
  const ids = [...idsOf(sequence, parts.imageTokenId)]
  const sample = createSampler(request, ids)
  const decode = parts.tokenizer.decoder()
  const isStop = createStopWatch(request.stop)
  const most = Math.min(request.maxTokens, parts.contextTokens - sequence.keys.length)
  const reader = createReader(parts, sequence, held)
  const places = createStepPlaces(parts, { request, sequence }, { held, catchUp: reader.catchUp })
  const drafter = drafterFor(request, { context: ids, most: longestGuess, before: places?.mayBegin })
  const written: number[] = []
  let { logits } = from
  let guess: readonly number[] = []
  /** Of the guess: how many tokens were written as guessed. */
  let right = 0
  let [drafted, accepted] = [0, 0]
  const ended = (reason: WriteEnd['reason']): WriteEnd => ({
    reason,
    tokens: written.length,
    ...(drafted === 0 ? {} : { drafted, accepted }),
  })
  try {
    for (;;) {
      throwIfCancelled(signal)
      const choice = sample(logits(guess.length - right))
      if (parts.endTokenIds.includes(choice.id))
        return { ...ended('eos'), ...(request.top > 0 ? { last: toToken(choice, '', parts) } : {}) }
      written.push(choice.id)
      drafter?.wrote(choice.id)
      const isRight = guess[right] === choice.id
      if (isRight) {
        right++
        accepted++
      }
      const text = decode(choice.id)
      yield { type: 'token', token: toToken(choice, text, parts) }
      if (isStop(text)) return ended('stop')
      if (written.length >= most) return ended('length')
      // The scores behind a guessed token that was right are there already.
      if (isRight) continue
      drafter?.judged(right)
      reader.settle(right)
      await places?.met(written, text)
      const unread = reader.unread(written)
      // A few tokens are read again with the next ones sooner than a cache is cut; more of them before anything is guessed.
      guess = unread.length > longestGuess ? [] : (drafter?.guess(most - written.length) ?? [])
      right = 0
      drafted += guess.length
      logits = await reader.read(unread, guess)
    }
  } finally {
    places?.close()
    reader.settle(right)
    if (request.reuse) parts.checkpoints.save(readBy(held.cache, sequence, written), held.cache)
  }
}

function drafterFor({ drafts = [] }: Work['request'], about: Omit<Drafting, 'drafts'>) {
  return drafts === false ? undefined : createDrafter({ drafts, ...about })
}

/** Reads written tokens, and guesses behind them that may have to be given up again. */
function createReader(
  { decoder, embedder, checkpoints, type, hidden }: ModelParts,
  sequence: Sequence,
  held: HeldCache,
) {
  /** With a guess behind it; `held` has the cache before both. */
  let ahead: { readonly cache: KvCache; readonly guessed: number } | undefined
  const embedsOf = async (ids: readonly number[]) =>
    ids.length === 1
      ? embedder.one(ids[0] as number)
      : floatTensor(type, await embedder.rows(ids), [1, ids.length, hidden])
  const behind = (written: readonly number[]) => written.slice(held.cache.length - sequence.keys.length)
  /** The scores after the last unread token, and after each of the guess. */
  const read = async (unread: readonly number[], guess: readonly number[]): Promise<Logits> => {
    const ids = [...unread, ...guess]
    const start = sequence.positions.next + held.cache.length - sequence.keys.length
    const row = ids.map((_, i) => BigInt(start + i))
    const before = guess.length > 0 ? checkpoints.hold(held.cache) : undefined
    try {
      const step = await decoder.step(held.cache, {
        embeds: await embedsOf(ids),
        count: ids.length,
        positions: BigInt64Array.from([...row, ...row, ...row]),
        scored: guess.length + 1,
      })
      if (before === undefined) held.cache = step.cache
      else {
        held.cache = before
        ahead = { cache: step.cache, guessed: guess.length }
      }
      return step.logits
    } catch (error) {
      if (before !== undefined) checkpoints.release(before)
      throw error
    }
  }
  return {
    unread: behind,
    read,
    /** Reads what is unread, all but the last token. */
    catchUp: async (written: readonly number[]) => {
      const before = behind(written).slice(0, -1)
      if (before.length > 0) await read(before, [])
    },
    /** So many of the last guess were right: all of them, or what was read with it is read again with what comes next. */
    settle: (right: number) => {
      if (ahead === undefined) return
      const { cache, guessed } = ahead
      ahead = undefined
      if (right === guessed) {
        checkpoints.release(held.cache)
        held.cache = cache
      } else held.cache = checkpoints.undo(held.cache, cache)
    },
  }
}

/** The ids of a context as transformers has them: one and the same for all visual tokens. */
function idsOf({ keys }: Sequence, imageTokenId: number): Iterable<number> {
  return keys.map((key) => (key < 0 ? imageTokenId : key))
}

function toToken(
  { top, ...chosen }: SampledToken,
  text: string,
  { tokenizer, endTokenIds }: Pick<ModelParts, 'tokenizer' | 'endTokenIds'>,
): Token {
  if (top.length === 0) return { ...chosen, text }
  const alternatives = top.map(({ id, logprob }) => ({
    text: tokenizer.textOf(id),
    logprob,
    id,
    ...(endTokenIds.includes(id) ? { ends: true as const } : {}),
  }))
  return { ...chosen, text, top: alternatives }
}
