/**
 * A contract between two processes: a table of abilities. One line per ability gives its types, its run-time input check
 * and its place on the allow-list. Knows no transport.
 */
import type { z } from 'zod'

/** An ability that is one question and one answer. */
export interface Call<I, O> {
  readonly kind: 'call'
  readonly input: z.ZodType<I>
  /** Phantom. */
  readonly output?: O
}

/** An ability that is one question and many answers. */
export interface Stream<I, O> {
  readonly kind: 'stream'
  readonly input: z.ZodType<I>
  /** Phantom. */
  readonly output?: O
}
/** A table of abilities. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- input types vary by ability; `any` is the only upper bound of an invariant parameter
export type Contract = Readonly<Record<string, Call<any, unknown> | Stream<any, unknown>>>

/** One question, one answer. */
export function call<I>(input: z.ZodType<I>): { returns: <O>() => Call<I, O> } {
  return { returns: () => ({ kind: 'call', input }) }
}

/** One question, many items; the asker may leave at any time and the work stops. */
export function stream<I>(input: z.ZodType<I>): { yields: <O>() => Stream<I, O> } {
  return { yields: () => ({ kind: 'stream', input }) }
}

/** What the asking side holds. */
export type Client<C extends Contract> = {
  readonly [K in keyof C]: C[K] extends Call<infer I, infer O>
    ? (input: I, signal?: AbortSignal) => Promise<O>
    : C[K] extends Stream<infer I, infer O>
      ? (input: I, signal?: AbortSignal) => AsyncIterable<O>
      : never
}

/** What the answering side implements. The signal fires when the asker leaves. */
export type Implementation<C extends Contract> = {
  readonly [K in keyof C]: C[K] extends Call<infer I, infer O>
    ? (input: I, signal: AbortSignal) => Promise<O>
    : C[K] extends Stream<infer I, infer O>
      ? (input: I, signal: AbortSignal) => AsyncIterable<O>
      : never
}
