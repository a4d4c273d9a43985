/** What the window may ask about servers: a part of the contract in `host.ts`. A key goes in here and never comes out. */
import { z } from 'zod'
import { call, stream } from '../contract'
import type { ProbeEvent, ServerInfo } from './servers'

const id = z.string().min(1).max(100)
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
