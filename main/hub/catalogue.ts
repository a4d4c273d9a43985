/** The curated list of models that ships with the app, read and checked. Knows no hub. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { skills, type CatalogueModel } from '../../app/host/catalogue'
import { isRepository } from '../../app/host/hub-names'

const count = z.number().int().positive()
const file = z.object({
  models: z.array(
    z.object({
      name: z.string().min(1),
      repo: z.string().refine(isRepository),
      revision: z.string().regex(/^[0-9a-f]{40}$/),
      family: z.string().min(1),
      dialect: z.string().min(1),
      licence: z.string().min(1),
      can: z.array(z.enum(skills)).min(1),
      precisions: z
        .array(z.object({ dtype: z.string().regex(/^(_\w+)?$/), bytes: count, memory: count }))
        .min(1),
    }),
  ),
})

/** The models of the list. @throws where the file that ships is not one. */
export async function readCatalogue(path: string): Promise<readonly CatalogueModel[]> {
  return file.parse(JSON.parse(await readFile(path, 'utf8'))).models
}
