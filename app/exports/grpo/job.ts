/**
 * GRPO jobs: questions with accepted answers and given boxes as the rows of an engine, the rewards as Python with the chosen
 * weights, the loop that hands crops back, and how to start it. Training itself is the engine's. Pure.
 * Rows are told in the language of VLM-R³, which the rewards are about; the sizes are those of its reinforcement stage
 * (justgogorunrun/VLM-R3, run_rgrpo_vllm.sh: 3136 … 3211264 pixels).
 */
import { frameOf } from '../../trace/stages'
import { alikeBudgets } from '../../dialects/spans'
import { good, type Result } from '../../result'
import { paper, type Scoring } from '../../rewards/variants'
import { answerable, writing } from '../retell'
import type { DialogueMessage } from '../teller'
import type { ExportFacts, ExportTrace, ExportRow, TellingOptions, Writer } from '../writer'
import cropsPython from './crops.py?raw'
import rewardsPython from './rewards.py?raw'
import { withSettings } from './settings'

/** Of the reinforcement stage, for the image and for crops. */
export const budgets = alikeBudgets(3136, 3211264)

/** What the loops do in every engine: at most eight turns, seven of them with a look. */
export const turns = 8

/** A question as it is asked, with what the rewards need to know. */
export interface JobQuestion {
  readonly prompt: readonly DialogueMessage[]
  /** Accepted answers, with a slash between several. */
  readonly solution: string
  /** The column `asked` of every engine: JSON, because containers disagree about lists in lists. */
  readonly asked: string
}

/** The question of a trace; bad without an accepted answer or an image. */
export function questionOf(trace: ExportTrace, telling: TellingOptions): Result<JobQuestion> {
  const prompt = answerable(trace, telling)
  if (!prompt.ok) return prompt
  const { image, origin } = trace.project
  const frame = frameOf(telling.dialect.overview(image.id, image, telling.budgets))
  const reviewed = trace.reviews.find((r) => r.goldBoxes.length > 0)?.goldBoxes
  const boxes = reviewed ?? origin?.goldBoxes.map((b) => b.region) ?? []
  const asked = {
    gold: trace.gold,
    size: [image.width, image.height],
    frame: [frame.width, frame.height],
    boxes: boxes.map((b) => [b.left, b.top, b.right, b.bottom]),
    source: trace.source,
  }
  return good({ prompt: prompt.value.messages, solution: trace.gold.join('/'), asked: JSON.stringify(asked) })
}

/** What every job says of itself, and how it writes its questions. */
export function jobWriter(write: (found: JobQuestion, trace: ExportTrace) => ExportRow) {
  return {
    dialect: 'vlm-r3',
    budgets,
    scored: true,
    write: writing(questionOf, (found, trace) => good(write(found, trace))),
  } as const satisfies Partial<Writer>
}

/** The Python that every engine uses. */
export function sharedPython({ rewards }: ExportFacts): Readonly<Record<string, string>> {
  return { 'rewards.py': withSettings(rewardsPython, rewards ?? paper), 'crops.py': cropsPython }
}

/** Facts every row of every engine has beside its question. */
export function common(trace: ExportTrace): ExportRow {
  return { id: trace.id, source: trace.source }
}

/** The environment a launch script sets: pixels of the image, as the rows were written with. */
export function pixelLines({ pixels }: ExportFacts): string {
  const max = pixels ?? budgets.image.maxPixels
  const min = Math.min(budgets.image.minPixels, max)
  const { minPixels, maxPixels } = budgets.crop
  return (
    `export MIN_PIXELS=${min} MAX_PIXELS=${max}\n` +
    `export CROP_MIN_PIXELS=${minPixels} CROP_MAX_PIXELS=${maxPixels}\n`
  )
}

/** What a reader should know of the rewards in a job. */
export function rewardWords({ rewards }: ExportFacts): string {
  const scoring: Scoring = rewards ?? paper
  const terms = Object.values(scoring.terms).map(({ reward, weight, cap }) => {
    const most = cap === undefined ? '' : `, at most ${cap}`
    return `- ${reward.title}: ${weight} per ${reward.unit}${most}${reward.gated === true ? ', only with a right answer' : ''}`
  })
  return (
    `\`rewards.py\` (standard library only) scores as Relook does; weights and caps stand at its top:\n\n${terms.join('\n')}\n\n` +
    'Answers are compared as text: where the released code asks a judge (qwen2.5-72b-instruct), nobody is asked here. ' +
    "Check it without an engine: `python3 -c \"import rewards; print(rewards.score(rewards.Reply('<answer>7</answer>', ['7'])))\"`.\n"
  )
}
