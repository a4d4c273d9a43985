/** A model asked about traces, one after the other. What it said about the same content before is said again for nothing. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { given } from '../../app/given'
import { checkedOf, rowIdOf } from '../../app/checks/checked'
import type { Finding } from '../../app/checks'
import type { Criterion } from '../../app/queues/setup'
import { judgeMessages, judgeText, readJudgement, readScores, rubricText } from '../../app/checks/judge'
import { cropView } from '../../app/reading/place'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { ModelMessage, Model } from '../../app/reasoning/model'
import type { JudgedTrace } from '../../app/host/reviews'
import { missingImage, sizedImageOf } from '../../app/trace/image'
import { branchOf, mainBranch, type Branch, type Project } from '../../app/trace/project'
import { dialectFor } from '../models/find'
import { writeWhole } from '../store/folder'

/** Longest judgement in tokens. */
const maxTokens = 600

const entry = z.object({ text: z.string(), prompt: z.number(), written: z.number() })
type Said = z.infer<typeof entry>

/** Answers kept by the content they are about. */
export interface JudgeCache {
  readonly get: (key: string) => Promise<Said | undefined>
  readonly put: (key: string, said: Said) => Promise<void>
}

/** One file per answer, below a folder. A broken one is as if it were not there. */
export function judgeCache(folder: string): JudgeCache {
  const place = (key: string) => join(folder, key.slice(0, 2), `${key}.json`)
  return {
    get: async (key) => {
      try {
        return entry.parse(JSON.parse(await readFile(place(key), 'utf8')))
      } catch {
        return undefined
      }
    },
    put: (key, said) => writeWhole(place(key), JSON.stringify(said)),
  }
}

export interface JudgeSetup {
  readonly model: Model
  readonly prompt: string
  readonly rubric: readonly Criterion[]
  readonly cache: JudgeCache
}

/** Judges a branch (absent: the one that opens first). @throws Failure what the model throws, `cancelled`. */
export async function judgeTrace(
  asking: JudgeSetup,
  { project, branch: id }: { readonly project: Project; readonly branch: string | undefined },
  signal: AbortSignal,
): Promise<JudgedTrace> {
  const branch = id === undefined ? mainBranch(project) : branchOf(project, id)
  if (branch === undefined) throw new Failure('not-found', 'That branch no longer exists.')
  if (project.image.id === missingImage)
    throw new Failure('not-found', 'The image of this trace was not found, so it cannot be judged.')
  const trace = checkedOf(project, branch)
  const messages = messagesFor(asking, project, branch)
  const key = createHash('sha256')
    .update(JSON.stringify([asking.model.info.id, messages]))
    .digest('hex')
  const before = await asking.cache.get(key)
  const said = before ?? (await ask(asking.model, messages, signal))
  if (before === undefined) await asking.cache.put(key, said)
  const { good, findings, text } = readJudgement(said.text, trace)
  const rows = findings.map((f): Finding =>
    f.step === undefined ? f : { ...f, step: rowIdOf(branch, trace.steps, f.step) },
  )
  return {
    project: project.id,
    branch: branch.id,
    ...given({ good }),
    findings: rows,
    text,
    ...given({ scores: asking.rubric.length === 0 ? undefined : readScores(said.text, asking.rubric) }),
    cached: before !== undefined,
    tokens: { prompt: said.prompt, written: said.written },
  }
}

/** The judge sees image and crops as its own family does. */
function messagesFor(
  { model, prompt, rubric }: JudgeSetup,
  project: Project,
  branch: Branch,
): readonly ModelMessage[] {
  const trace = checkedOf(project, branch)
  const { info } = model
  const dialect = dialectFor(info)
  const { image } = project
  const crops = trace.looks.flatMap((look) => {
    if (look.view === undefined) return []
    return (
      cropView(dialect, look.region, { image: sizedImageOf(image), budgets: info.budgets }) ?? [look.view]
    )
  })
  return judgeMessages(
    `${judgeText(prompt, trace)}${rubricText(rubric)}`,
    dialect.overview(image.id, image, info.budgets),
    info.abilities?.images === false ? [] : crops,
  )
}

async function ask(model: Model, messages: readonly ModelMessage[], signal: AbortSignal): Promise<Said> {
  let text = ''
  let [prompt, written] = [0, 0]
  const request = { messages, stop: [], temperature: 0, seed: 0, maxTokens, top: 0, reuse: true } as const
  for await (const event of model.generate({ ...request, priority: 'batch' }, signal)) {
    if (event.type === 'token') text += event.token.text
    if (event.type === 'end') [prompt, written] = [event.timings.promptTokens, event.timings.tokens]
  }
  throwIfCancelled(signal)
  return { text, prompt, written }
}
