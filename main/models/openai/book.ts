/** The servers a person added, in one file; what was learned of them with it. Holds no key. Knows no network. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { given } from '../../../app/given'
import { createSequence } from '../../../app/async'
import { Failure } from '../../../app/failure'
import {
  closings,
  probeIds,
  type ProbeReport,
  type ServedModel,
  type ServerInfo,
} from '../../../app/host/servers'
import { codeOf, writeWhole } from '../../store/folder'

/** A server as it is kept: all but where its key is and how it fared. */
export type KeptServer = Omit<ServerInfo, 'key' | 'failure'>

export interface Book {
  readonly list: () => Promise<readonly KeptServer[]>
  /** Changes the list; one change after the other. */
  readonly change: (work: (servers: readonly KeptServer[]) => readonly KeptServer[]) => Promise<void>
}

const budget = z.object({ minPixels: z.int().positive(), maxPixels: z.int().positive() })
const report = z.object({
  at: z.number(),
  findings: z.array(
    z.object({ id: z.enum(probeIds), verdict: z.enum(['yes', 'no', 'unknown']), note: z.string() }),
  ),
  abilities: z.object({
    continues: z.enum(['nothing', 'text', 'images']),
    tools: z.boolean(),
    images: z.boolean(),
  }),
  wire: z.object({
    limit: z.enum(['max_tokens', 'max_completion_tokens']),
    refused: z.array(z.string()),
    stop: z.enum(['kept', 'named', 'cut']),
    closing: z.enum(closings),
    logprobs: z.boolean(),
    counts: z.boolean(),
    alternatives: z.int().min(0),
    stream: z.boolean(),
    predicts: z.literal(true).exactOptional(),
    scores: z.literal(true).exactOptional(),
  }),
}) satisfies z.ZodType<ProbeReport>
const model = z
  .object({
    name: z.string(),
    dialect: z.string(),
    budgets: z.object({ image: budget, crop: budget }),
    calls: z.enum(['auto', 'native', 'text']),
    byHand: z.literal(true).optional(),
    // What an older version learned is learned again.
    probe: report.optional().catch(undefined),
  })
  .transform(({ probe, byHand, ...rest }): ServedModel => ({
    ...rest,
    ...given({ byHand, probe }),
  }))
const server = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string(),
  url: z.string(),
  insecure: z.boolean().default(false),
  concurrency: z.int().min(1).max(256).default(4),
  models: z.array(model).default([]),
})

/** The book in a folder's `servers.json`. Read again each time: a terminal and a window may share it. */
export function openBook(folder: string): Book {
  const path = join(folder, 'servers.json')
  const changes = createSequence()
  const list = async (): Promise<readonly KeptServer[]> => {
    try {
      return z.array(server).parse(JSON.parse(await readFile(path, 'utf8')))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []
      throw new Failure('model-unavailable', `The list of servers in ${path} cannot be read.`, String(error))
    }
  }
  return {
    list,
    change: (work) =>
      changes.run(async () =>
        writeWhole(
          path,
          `${JSON.stringify(work(await list()), undefined, 2)}
`,
        ),
      ),
  }
}
