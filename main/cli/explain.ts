/** `relook explain`: one image, one question, and what the answer hangs on. The same host as the window's; nothing is left behind. */
import { areaUnder } from '../../app/explain/curve'
import { coreOf } from '../../app/explain/map'
import { shownLooks } from '../../app/explain/intervene'
import { lookVerdict } from '../../app/explain/verdict'
import { dialectOf } from '../../app/dialects'
import { runResult } from '../../app/exports/run-result'
import { Failure } from '../../app/failure'
import { boxOf } from '../../app/geometry/box'
import { given } from '../../app/given'
import { providers, type HostImplementation } from '../../app/host'
import type { TrialResult } from '../../app/trace/evidence'
import { branchOf, defaultSettings, stepsOf } from '../../app/trace/project'
import { confidenceOf } from '../../app/tokens/boxes'
import { covers, type Cover } from '../../app/trace/step'
import { modelNamed, stateOf } from './asking'
import type { CliCommand, Terminal } from './command'
import { withServices } from './ephemeral'
import { attentionOf } from './explain-attention'
import { explainText, type ExplainedText, type ExplainedLook, type ExplainedMap } from './explain-text'
import { progressLine } from './progress'
import { performRun, projectOfImage } from './run'
import { jsonText } from './text'
import { imageAndQuestion, readWords, settingsIn, settingsOptions } from './values'

const options = {
  texts: [...settingsOptions, 'model', 'cells', 'refine', 'cover', 'look', 'provider'],
  flags: ['json', 'occlusion', 'smallest', 'attention', 'keep'],
} as const

/** Runs a model on a file and explains its answer. */
export const explain: CliCommand = {
  name: 'explain',
  usage: 'explain IMAGE "QUESTION" [--occlusion] [--attention] [--json] [--model ID] …',
  about: 'Ask a model about an image, and say what its answer hangs on.',
  help: [
    '--occlusion       hide the image part by part: where does the answer come from?',
    '--cells N         parts a side, 4 to 16 (8)',
    '--refine N        how often parts that matter are cut in four, 0 to 3 (2)',
    `--cover NAME      what hides a part: ${covers.join(' or ')} (grey)`,
    '--look N          only what the Nth look showed, instead of the whole image',
    '--smallest        search the smallest crop of each look that keeps the answer',
    '--attention       what the model attended to while it wrote the answer, by its named heads, too',
    '--json            one JSON object instead of text',
    '--model ID        which model (the first of relook models)',
    '--temperature T, --seed N, --max-looks N, --max-tokens N   as with relook run',
    `--provider NAME   ${providers.join(', ')}`,
    '--keep            keep it as a project, to be opened in the app',
  ],
  run: (words, terminal) => {
    const said = readWords(words, options)
    const { whole, is, text, choice } = said
    const { image, question } = imageAndQuestion(said.places, 'explain')
    const asked: Asked = {
      occlusion: is('occlusion'),
      smallest: is('smallest'),
      attention: is('attention'),
      side: whole('cells', [4, 16]) ?? 8,
      refine: whole('refine', [0, 3]) ?? 2,
      cover: coverOf(text('cover')),
      look: whole('look', [1, 64]),
    }
    const settings = settingsIn(said, defaultSettings)
    const provider = choice('provider', providers)
    return withServices(terminal, { keep: is('keep'), ...given({ provider }) }, async ({ host }) => {
      const project = await projectOfImage(host, { image, by: undefined }, terminal)
      const model = await modelNamed(host, text('model'))
      const quiet: Terminal = { ...terminal, out: () => undefined }
      const request = { project, question, model, settings }
      const code = await performRun(host, request, { json: false, terminal: quiet })
      await explained({ host, terminal, json: is('json') }, project, asked)
      return code
    })
  },
}

interface Asked {
  readonly occlusion: boolean
  readonly smallest: boolean
  readonly attention: boolean
  readonly side: number
  readonly refine: number
  readonly cover: Cover
  readonly look: number | undefined
}

interface Asking {
  readonly host: HostImplementation
  readonly terminal: Terminal
  readonly json: boolean
}

async function explained({ host, terminal, json }: Asking, id: string, asked: Asked): Promise<void> {
  const project = await stateOf(host, id)
  const branch = project.branches[0] && branchOf(project, project.branches[0].id)
  if (branch === undefined) throw new Failure('internal', 'The run left nothing.')
  const { signal } = terminal
  const line = progressLine(terminal)
  const on = { project: id, branch: branch.id }
  const result = runResult(project, branch)
  const answered = result.answer !== null
  const score = answered ? await host.spanScore(on, signal) : null
  const order = branch.order ?? dialectOf(branch.dialect)?.order ?? 'xyxy'
  const shown = shownLooks(stepsOf(project, branch))
  const looks: ExplainedLook[] = []
  for (const { look, number } of answered ? shown : []) {
    line.show(`look ${number} of ${shown.length}`)
    looks.push({
      number,
      region: boxOf(look.region),
      ...given({ confidence: confidenceOf(look, look.request.notation?.order ?? order) }),
      ...(await lookOf({ host, terminal, json }, { ...on, look: look.id }, asked)),
    })
  }
  const only = asked.look === undefined ? undefined : shown.find((s) => s.number === asked.look)?.look.id
  if (asked.look !== undefined && only === undefined)
    throw new Failure(
      'bad-input',
      `There is no look ${asked.look} with a crop; it looked ${shown.length} times.`,
    )
  const map =
    asked.occlusion && answered
      ? await mapOf({ host, terminal, json }, { ...on, ...given({ look: only }) }, asked)
      : undefined
  const attention =
    asked.attention && answered
      ? await attentionOf(host, { on, steps: stepsOf(project, branch), size: project.image }, signal)
      : undefined
  if (signal.aborted) throw new Failure('cancelled', 'Stopped.')
  line.end()
  const { words, logprob, tokens } = score ?? {}
  const all: ExplainedText = {
    answer: result.answer,
    ...given({ words, logprob, tokens }),
    looks,
    ...given({ occlusion: map, attention }),
  }
  terminal.out(json ? jsonText({ ...result, ...all }) : explainText(all))
}

type OnLook = Parameters<HostImplementation['intervene']>[0]

async function lookOf({ host, terminal: { signal } }: Asking, on: OnLook, { smallest }: Asked) {
  let trials: readonly TrialResult[] = []
  for await (const event of host.intervene(on, signal)) if (event.type === 'progress') ({ trials } = event)
  const verdict = lookVerdict(trials)
  if (!smallest) return { verdict, trials }
  for await (const event of host.smallestCrop(on, signal))
    if (event.type === 'kept') {
      const { region, asked: questions } = event.evidence
      return { verdict, trials, smallest: { region: boxOf(region), asked: questions } }
    }
  return { verdict, trials }
}

async function mapOf(
  { host, terminal }: Asking,
  on: { readonly project: string; readonly branch: string; readonly look?: string },
  { side, refine, cover }: Asked,
): Promise<ExplainedMap | undefined> {
  const ask = { ...on, side, refine, cover, curves: true }
  const cost = await host.occlusionCost(ask, terminal.signal)
  if (cost.server !== undefined)
    terminal.error(
      `${cost.server} is asked up to ${cost.asked} times, about ${cost.promptTokens} tokens each${
        cost.apart === undefined ? '' : ` (${cost.apart} times if it does not tell of the whole text at once)`
      }.\n`,
    )
  const line = progressLine(terminal)
  for await (const event of host.occlude(ask, terminal.signal)) {
    if (event.type === 'progress') line.show(`occlusion: ${event.done} of ${event.total}`)
    else {
      const { curves, ...map } = event.evidence.map
      const areas = curves && {
        ...curves,
        deletionArea: areaUnder(curves.deletion),
        insertionArea: areaUnder(curves.insertion),
      }
      const core = coreOf(map.cells, 0.8)
      return { ...map, ...given({ core: core && boxOf(core), curves: areas }) }
    }
  }
  return undefined
}

function coverOf(text: string | undefined): Cover {
  const known = covers.find((c) => c === (text ?? 'grey'))
  if (known !== undefined) return known
  throw new Failure('bad-input', `--cover is ${covers.join(' or ')}, not “${text ?? ''}”.`)
}
