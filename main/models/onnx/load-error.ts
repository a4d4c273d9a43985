/** Why a graph could not be opened, in a sentence that names the file a person has to look at. Knows no session. */
import { basename } from 'node:path'
import { isKept } from '../../store/folder'
import { firstLine } from './self-test'

/** Phrases of onnxruntime 1.30 (tensorprotoutils.cc, model.cc) for files that are not whole. */
const damagedGraph = /protobuf parsing failed|failed to load model|no graph was found/i
const outsideData = /external (data|initializer)/i

/** What is wrong with the graph at `path`, from what the runtime threw. */
export async function whyNotOpened(path: string, error: unknown): Promise<string> {
  const text = error instanceof Error ? error.message : String(error)
  const graph = basename(path)
  if (outsideData.test(text)) {
    const there = await firstThere([`${path}_data`, `${path}.data`])
    return there === undefined
      ? `${graph} needs its weights in ${graph}_data, and that file is not beside it`
      : `${basename(there)} is not whole: weights that ${graph} needs are not in it`
  }
  if (damagedGraph.test(text)) return `${graph} is damaged or not whole`
  return `${graph}: ${firstLine(error)}`
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isKept(path)) return path
  return undefined
}
