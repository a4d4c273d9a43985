/** The images with a question that ship with the app. A list in a file; knows no window. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../app/failure'
import type { Sample } from '../../app/host'

/** A sample's file name is a plain name: never a way out of the folder. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
const schema = z.array(
  z.object({
    file: fileName,
    question: z.string().min(1),
    licence: z.string(),
    title: z.string().min(1).optional(),
  }),
)

export interface Samples {
  readonly list: () => Promise<readonly Sample[]>
  /** Path of a listed sample. @throws Failure `not-found` for anything else. */
  readonly path: (file: string) => Promise<string>
}

/** The samples of a folder with a `samples.json`. A folder without one has none. */
export function createSamples(folder: string): Samples {
  const list = async (): Promise<readonly Sample[]> => {
    const text = await readFile(join(folder, 'samples.json'), 'utf8').catch(() => '[]')
    return schema.parse(JSON.parse(text)).map(({ file, question, licence, title }) => ({
      file,
      question,
      licence,
      title: title ?? file.replace(/\.[^.]+$/, '').replaceAll(/[-_]/g, ' '),
      url: `samples/${encodeURIComponent(file)}`,
    }))
  }
  return {
    list,
    path: async (file) => {
      if (!(await list()).some((s) => s.file === file))
        throw new Failure('not-found', 'There is no such sample.', file)
      return join(folder, file)
    },
  }
}
