/**
 * Folders as onnxruntime-genai lays them out: genai_config.json names the graphs, processor_config.json how pictures are made
 * ready. Source: onnxruntime-genai, src/config.cpp, and onnxruntime-extensions' image transforms.
 */
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../../app/failure'

const count = z.number().int().positive()
const part = z.object({ filename: z.string().min(1) })

/** As much of genai_config.json as matters here. Undefined: the folder is not of this layout. */
export const genaiFile = z
  .object({
    model: z.object({
      type: z.string(),
      context_length: count.optional(),
      eos_token_id: z.union([z.number(), z.array(z.number())]).nullish(),
      image_token_id: z.number(),
      decoder: part.extend({
        num_hidden_layers: count.optional(),
        num_key_value_heads: count.optional(),
        head_size: count.optional(),
      }),
      embedding: part,
      // Of several graphs in a row: told, not run.
      vision: z.object({ filename: z.string().min(1).default(''), pipeline: z.unknown().optional() }),
    }),
  })
  .optional()

export type GenaiFile = NonNullable<z.infer<typeof genaiFile>>

/** Paths of the three graphs. @throws Failure `model-unavailable` naming the file that is missing. */
export async function genaiGraphs(folder: string, { model }: GenaiFile) {
  const graphs = {
    embed: join(folder, model.embedding.filename),
    vision: join(folder, model.vision.filename),
    decoder: join(folder, model.decoder.filename),
  }
  for (const path of Object.values(graphs)) {
    await access(path).catch(() => {
      const what = `${basename(folder)}: genai_config.json names ${basename(path)}, which is not there.`
      throw new Failure('model-unavailable', what)
    })
  }
  return graphs
}

const transforms = z.object({
  processor: z.object({
    transforms: z.array(
      z.object({ operation: z.object({ attrs: z.record(z.string(), z.unknown()).optional() }) }),
    ),
  }),
})

/** The numbers of a processor_config.json, by the names preprocessor_config.json has for them. */
export function genaiProcessor(file: unknown): Readonly<Record<string, unknown>> {
  const read = transforms.safeParse(file)
  if (!read.success) return {}
  const attrs = Object.assign(
    {},
    ...read.data.processor.transforms.map((t) => t.operation.attrs ?? {}),
  ) as Record<string, unknown>
  const named = {
    min_pixels: attrs['min_pixels'],
    max_pixels: attrs['max_pixels'],
    patch_size: attrs['patch_size'],
    temporal_patch_size: attrs['temporal_patch_size'],
    merge_size: attrs['merge_size'],
    image_mean: attrs['mean'],
    image_std: attrs['std'],
    rescale_factor: attrs['rescale_factor'],
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}
