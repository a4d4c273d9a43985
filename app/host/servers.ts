/**
 * Servers that models are served by, as the window and the terminal see them. No key is ever part of this: only whether
 * there is one. Plain data; knows no network.
 */
import type { Budgets } from '../dialects/dialect'
import type { FailureData } from '../failure'
import type { Abilities } from '../reasoning/model'

/** What is asked of a server to learn what it can do, in this order. */
export const probeIds = [
  'reach',
  'images',
  'image-size',
  'streaming',
  'stop',
  'logprobs',
  'alternatives',
  'continues-text',
  'continues-images',
  'tools',
  'cache',
  'seed',
] as const
export type ProbeId = (typeof probeIds)[number]

/** One thing learned. `note` says how it was seen, or what follows. */
export interface Finding {
  readonly id: ProbeId
  readonly verdict: 'yes' | 'no' | 'unknown'
  readonly note: string
}

/** Ways to close a picture at the end of a turn, the most exact first. */
export const closings = ['none', 'empty', 'newline'] as const

/** How requests to a model must be written; learned by the probe. */
export interface Wire {
  readonly limit: 'max_tokens' | 'max_completion_tokens'
  /** Optional fields the server refuses by name. */
  readonly refused: readonly string[]
  /**
   * What becomes of stop texts: `kept` in the text, left out but `named`, or neither; then Relook reads them itself and
   * closes the stream (`cut`).
   */
  readonly stop: 'kept' | 'named' | 'cut'
  /**
   * What must stand after a picture at the end of a turn to be continued, or it is dropped: nothing, an empty text (chat
   * templates that cut after the last text), or a line end, as upstream's own loop writes it.
   */
  readonly closing: (typeof closings)[number]
  readonly logprobs: boolean
  /** It counts tokens, pictures by the family's own rule: fewer than were sent means that a picture was shrunk or dropped. */
  readonly counts: boolean
  /** Most alternatives per token; 0 for none. */
  readonly alternatives: number
  readonly stream: boolean
}

/** What is known of a model after a probe. */
export interface ProbeReport {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly findings: readonly Finding[]
  readonly abilities: Abilities
  readonly wire: Wire
}

/** A probe under way: what has been learned, and at last the whole. */
export type ProbeEvent =
  | { readonly type: 'asking'; readonly id: ProbeId }
  | { readonly type: 'found'; readonly finding: Finding }
  | { readonly type: 'done'; readonly report: ProbeReport }

/** A model on a server. */
export interface ServedModel {
  /** As the server calls it. */
  readonly name: string
  readonly dialect: string
  readonly budgets: Budgets
  /** Whether requests for regions are native function calls; `auto`: where the model cannot be continued within its turn. */
  readonly calls: 'auto' | 'native' | 'text'
  /** Named by a person: the server may not list it (a folder served by `transformers serve`). */
  readonly byHand?: true
  readonly probe?: ProbeReport
}

/** A server a person added. */
export interface ServerInfo {
  readonly id: string
  readonly name: string
  /** Base address, e.g. `http://127.0.0.1:8000/v1`. */
  readonly url: string
  /** Where its key is: in the key store, in the environment, or there is none. */
  readonly key: 'none' | 'kept' | 'environment'
  /** A person agreed to a certificate that nobody vouches for. */
  readonly insecure: boolean
  /** Most requests at the same time. */
  readonly concurrency: number
  readonly models: readonly ServedModel[]
  /** Why it could not be reached the last time. */
  readonly failure?: FailureData
}

/** A model's id in Relook: which server, and its name there. */
export function servedModelId(server: string, model: string): string {
  return `server:${server}/${model}`
}

/** The two parts of such an id; undefined for a model that runs here. */
export function parseServedModelId(
  id: string,
): { readonly server: string; readonly model: string } | undefined {
  const found = /^server:([a-z0-9-]+)\/(.+)$/s.exec(id)
  return found === null ? undefined : { server: found[1] as string, model: found[2] as string }
}
