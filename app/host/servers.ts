/**
 * Servers that models are served by, as the window and the terminal work with them: what is known of them, and the abilities
 * that add, change and probe them. Part of the host's contract (`app/host/index.ts` spreads `serversContract`). A key goes in
 * here and never comes out. Knows no network.
 */
import { z } from 'zod'
import { call, stream } from '../contract'
import type { Budgets } from '../dialects/dialect'
import type { FailureData } from '../failure'
import type { Abilities } from '../reasoning/model'
import { id } from './shapes'

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
  'prediction',
  'prompt-logprobs',
] as const
/** One of the things a server is tried for. */
export type ProbeId = (typeof probeIds)[number]

/** One thing learned. `note` says how it was seen, or what follows. */
export interface ProbeFinding {
  readonly id: ProbeId
  readonly verdict: 'yes' | 'no' | 'unknown'
  readonly note: string
}

/** Ways to close an image at the end of a turn, the most exact first. */
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
   * What must stand after an image at the end of a turn to be continued, or it is dropped: nothing, an empty text (chat
   * templates that cut after the last text), or a line end, as upstream's own loop writes it.
   */
  readonly closing: (typeof closings)[number]
  readonly logprobs: boolean
  /** It counts tokens, images by the family's own rule: fewer than were sent means that an image was shrunk or dropped. */
  readonly counts: boolean
  /** Most alternatives per token; 0 for none. */
  readonly alternatives: number
  readonly stream: boolean
  /** It takes text that is likely to come (`prediction`) together with all else that is sent. Absent: not tried, or not. */
  readonly predicts?: true
  /** It says how likely each token of a prompt is (`prompt_logprobs`), images in it. Absent: not tried, or not. */
  readonly scores?: true
}

/** What is known of a model after a probe. */
export interface ProbeReport {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly findings: readonly ProbeFinding[]
  readonly abilities: Abilities
  readonly wire: Wire
}

/** A probe under way: what has been learned, and at last the whole. */
export type ProbeEvent =
  | { readonly type: 'asking'; readonly id: ProbeId }
  | { readonly type: 'found'; readonly finding: ProbeFinding }
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

const model = z.string().min(1).max(300)
const pixels = z
  .int()
  .min(1)
  .max(2 ** 28)
const budget = z
  .object({ minPixels: pixels, maxPixels: pixels })
  .refine((b) => b.minPixels <= b.maxPixels, 'The least must not be more than the most.')
/** What a header can carry: no line ends, no blanks, no letters beyond ASCII. */
const key = z.string().regex(/^[\x21-\x7e]{1,4096}$/, 'A key has no blanks and no special letters.')

/** Servers that speak OpenAI’s protocol: adding, probing, changing, removing. */
export const serversContract = {
  /** The servers a person added, now and whenever something about them changes. */
  servers: stream(z.object({})).yields<readonly ServerInfo[]>(),
  /** Adds a server once it has answered with its models. */
  addServer: call(
    z.object({
      url: z.string().min(1).max(2000),
      name: z.string().max(100).optional(),
      key: key.optional(),
      /** A model it has but does not list. */
      model: model.optional(),
      insecure: z.boolean(),
    }),
  ).returns<{ id: string }>(),
  /** `key` null forgets it. */
  changeServer: call(
    z.object({
      server: id,
      name: z.string().min(1).max(100).optional(),
      key: key.nullable().optional(),
      insecure: z.boolean().optional(),
      concurrency: z.int().min(1).max(256).optional(),
      model: z
        .object({
          name: model,
          dialect: id,
          budgets: z.object({ image: budget, crop: budget }),
          calls: z.enum(['auto', 'native', 'text']),
        })
        .optional(),
    }),
  ).returns<void>(),
  removeServer: call(z.object({ server: id })).returns<void>(),
  /** Asks a server for its models again. */
  refreshServer: call(z.object({ server: id })).returns<void>(),
  /** Learns what a model on a server can do; leaving stops it. */
  probeServer: stream(z.object({ server: id, model })).yields<ProbeEvent>(),
} as const
