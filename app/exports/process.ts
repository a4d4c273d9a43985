/**
 * Process rewards: steps with what people said of each, as TRL's PRM trainer and as PRM800K have them. A verdict is about what the model
 * wrote, so it is always the original steps that are told, to the letter. Pure.
 * Sources: huggingface/trl, docs/source/dataset_formats.md (stepwise supervision), trl/experimental/prm/prm_trainer.py (`prompt` and
 * `completions` are plain text), examples/datasets/prm800k.py (of its ratings only 1 is true); openai/prm800k, README.md.
 */
import { Failure } from '../failure'
import { bad, good } from '../result'
import type { Review, StepVerdict } from '../trace/review'
import type { Step, StepId } from '../trace/step'
import { imageValuesOf } from './messages'
import { refusing } from './refusing'
import { retell } from './retell'
import type { ExportTrace, ExportRow, TellingOptions, Writer } from './writer'

const ratings: Readonly<Record<StepVerdict, number>> = { good: 1, neutral: 0, bad: -1 }

/** TRL’s stepwise supervision, with the images for whoever trains a model that sees. */
export const trlStepwise: Writer = {
  id: 'trl-stepwise',
  title: 'TRL stepwise supervision (process rewards)',
  about: 'Steps as the model wrote them, each with what annotators said of it, for a process reward model.',
  source: 'huggingface/trl: docs/source/dataset_formats.md, trl/experimental/prm/prm_trainer.py',
  container: 'parquet',
  columns: {
    id: 'string',
    prompt: 'string',
    completions: { list: 'string' },
    labels: { list: 'boolean' },
    ratings: { list: 'int' },
    labelers: { list: 'string' },
    images: { list: 'image' },
  },
  write: (trace, telling) =>
    refusing(() => {
      const judged = trace.reviews.filter((r) => Object.keys(r.steps ?? {}).length > 0)
      const rated = ratedSteps(unitsOf(trace), standing(judged))
      const points = rated.map((r) => ratings[r.verdict])
      const row: ExportRow = {
        id: trace.id,
        prompt: trace.branch.question,
        completions: rated.map((r) => r.text),
        labels: points.map((p) => p > 0),
        ratings: points,
        labelers: judged.map((r) => r.by),
        images: imagesOf(trace, telling),
      }
      return good([row])
    }),
  usage: ({ files }) =>
    '```python\nfrom datasets import load_dataset\nfrom trl.experimental.prm import PRMConfig, PRMTrainer\n' +
    `data = load_dataset("parquet", data_files=${JSON.stringify(files.train)}, split="train")\n` +
    'trainer = PRMTrainer(model=…, args=PRMConfig(max_length=None, …), processing_class=…, train_dataset=data)\n```\n\n' +
    '`labels` are true for good steps only, as in TRL’s own conversion of PRM800K. `ratings` keep 1, 0 and −1; where neutral is to count as good:\n' +
    '`data.map(lambda row: {"labels": [r >= 0 for r in row["ratings"]]})`. TRL reads the text alone; `images` are there for trainers that see.\n',
}

/** Lines as PRM800K has them, one per annotator. */
export const prm800k: Writer = {
  id: 'prm800k',
  title: 'PRM800K (process rewards)',
  about: 'One line per annotator and trace, with a rating of −1, 0 or 1 for each step.',
  source: 'openai/prm800k: README.md',
  container: 'jsonl',
  write: (trace) => {
    const units = unitsOf(trace)
    const lines = trace.reviews
      .filter((r) => Object.keys(r.steps ?? {}).length > 0)
      .map((review) => refusing(() => good([prmLine(trace, units, review)])))
    const sound = lines.flatMap((line) => (line.ok ? line.value : []))
    const why = lines.find((line) => !line.ok)
    if (sound.length > 0) return good(sound)
    return why ?? bad({ message: noVerdicts })
  },
  usage: ({ files }) =>
    `Each line of \`${files.train[0] ?? 'train.jsonl'}\` is one annotator’s judgement of one trace. \`total_time\` is their active time in ` +
    'milliseconds. Requests for a look stand in the text as the model wrote them; the crops that came back do not.\n',
}

const noVerdicts = 'Nobody has judged its steps.'

/** A step the model wrote, in its own words. */
interface Unit {
  readonly id: StepId
  readonly text: string
}

/** The model's steps. What a tool or a person said in between stands before the model's next words. */
function unitsOf({ original }: ExportTrace): readonly Unit[] {
  const units: Unit[] = []
  let given = ''
  for (const step of original) {
    const text = textOf(step)
    if (text === '') continue
    if (step.author.type === 'model') {
      units.push({ id: step.id, text: `${given}${text}` })
      given = ''
    } else given += `${text}\n`
  }
  return units
}

function textOf(step: Step): string {
  return step.type === 'observation' ? '' : step.raw.trim()
}

/** What all say of each step, or the newest of them who settled the others'. @throws Failure where annotators differ. */
function standing(reviews: readonly Review[]): ReadonlyMap<StepId, StepVerdict> {
  const [newest, ...others] = reviews
  if (newest === undefined) throw new Failure('bad-input', noVerdicts)
  const said = new Map(Object.entries(newest.steps ?? {}))
  for (const { by, steps = {} } of others)
    for (const [id, verdict] of Object.entries(steps)) {
      const known = said.get(id)
      if (known !== undefined && known !== verdict && newest.settles?.includes(by) !== true)
        throw new Failure('bad-input', 'Annotators differ about a step.')
      if (known === undefined) said.set(id, verdict)
    }
  return said
}

/** The steps up to the last that was judged. @throws Failure where one before it was not, or none was. */
function ratedSteps(
  units: readonly Unit[],
  said: ReadonlyMap<StepId, StepVerdict>,
): readonly (Unit & { readonly verdict: StepVerdict })[] {
  const last = units.findLastIndex((u) => said.has(u.id))
  if (last < 0) throw new Failure('bad-input', noVerdicts)
  return units.slice(0, last + 1).map((unit) => {
    const verdict = said.get(unit.id)
    if (verdict === undefined)
      throw new Failure('bad-input', 'A step before the last that was judged has no verdict.')
    return { ...unit, verdict }
  })
}

/** The image and the crops, in the order the model had them. @throws Failure where the trace cannot be told. */
function imagesOf(trace: ExportTrace, telling: TellingOptions) {
  const retold = retell(trace, telling, trace.original)
  if (!retold.ok) throw new Failure('bad-input', retold.issues[0]?.message ?? 'It cannot be told.')
  return imageValuesOf(retold.value.messages, 'file')
}

function prmLine(trace: ExportTrace, units: readonly Unit[], review: Review): ExportRow {
  const rated = ratedSteps(units, standing([review]))
  const isWhole = rated.length === units.length
  const isWrong = rated.some((r) => r.verdict === 'bad')
  return {
    labeler: review.by,
    timestamp: new Date(review.at).toISOString(),
    generation: null,
    is_quality_control_question: false,
    is_initial_screening_question: false,
    question: {
      problem: trace.branch.question,
      ground_truth_solution: null,
      ground_truth_answer: trace.gold[0] ?? null,
      pre_generated_steps: units.map((u) => u.text),
      pre_generated_answer: trace.original.findLast((s) => s.type === 'answer')?.text ?? null,
      pre_generated_verifier_score: null,
    },
    label: {
      steps: rated.map(({ text, verdict }) => ({
        completions: [{ text, rating: ratings[verdict], flagged: null }],
        human_completion: null,
        chosen_completion: 0,
      })),
      total_time: review.spent,
      finish_reason: isWrong ? 'found_error' : isWhole ? 'solution' : 'give_up',
    },
  }
}
