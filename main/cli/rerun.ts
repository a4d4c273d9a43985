/** `relook rerun`: from a step of a kept project, as it is or changed, on a new branch. What is before stays as it was. */
import { Failure } from '../../app/failure'
import { box, type Box } from '../../app/geometry/box'
import type { HostImplementation } from '../../app/host'
import { stepsOf, type Branch, type Project } from '../../app/trace/project'
import type { Step } from '../../app/trace/step'
import { firstOf, stateOf } from './asking'
import { never, type CommandContext, type CliCommand } from './command'
import { withServices } from './ephemeral'
import { performRun } from './run'
import { onePlace, readWords, type WordsOf } from './values'

const options = { texts: ['branch', 'step', 'region', 'text', 'model'], flags: ['steps', 'json'] } as const
type Said = WordsOf<typeof options>

/** Runs on from a step. */
export const rerun: CliCommand = {
  name: 'rerun',
  usage: 'rerun PROJECT [--step N] [--region X,Y,X,Y | --text TEXT] [--branch NAME] [--model ID] [--json] …',
  about: 'Go on from a step of a kept project, as it is or changed, on a new branch.',
  help: [
    'PROJECT           its id, as relook run --keep says it, or its beginning',
    '--steps           only list the branches and their steps',
    '--step N          the last step to keep, as numbered there (the last look)',
    '--region X,Y,X,Y  move the region of that look: left, top, right, bottom in pixels of the image',
    '--text TEXT       rewrite that thought',
    '--branch NAME     from this branch (the newest)',
    '--model ID        another model',
    '--json            one JSON object at the end instead of text',
  ],
  run: (words, terminal) => {
    const said = readWords(words, options)
    const project = onePlace(said.places, 'Name one project: relook rerun PROJECT. See relook rerun --help.')
    return withServices(terminal, { keep: true }, ({ host }) => goOn({ host, terminal }, project, said))
  },
}

async function goOn({ host, terminal }: CommandContext, name: string, said: Said): Promise<number> {
  const { text, is } = said
  const project = await projectOf(host, name)
  if (is('steps')) {
    for (const branch of project.branches) terminal.out(listed(project, branch))
    return 0
  }
  const branch = branchNamed(project, text('branch'))
  const steps = stepsOf(project, branch)
  const step = stepAt(steps, said)
  const draft = draftOf(step, said)
  if (draft !== undefined)
    await host.edit({ project: project.id, change: { type: 'drafted', key: step.id, draft } }, never)
  const { question, settings } = branch
  const model = text('model') ?? branch.model
  const from = { branch: branch.id, step: step.id }
  const request = { project: project.id, question, model, settings, from }
  return performRun(host, request, { json: is('json'), terminal })
}

async function projectOf(host: HostImplementation, name: string): Promise<Project> {
  const kept = await firstOf(host.projects({}, never))
  const [one, ...more] = kept?.projects.filter((p) => p.id.startsWith(name)) ?? []
  if (one !== undefined && more.length === 0) return stateOf(host, one.id)
  throw new Failure(
    'not-found',
    `${one === undefined ? 'No project' : 'More than one project'} begins with “${name}”.`,
  )
}

function branchNamed(project: Project, name: string | undefined): Branch {
  const live = project.branches.filter((b) => !b.binned)
  const found = name === undefined ? live.at(-1) : live.find((b) => b.name === name || b.id === name)
  if (found !== undefined) return found
  throw new Failure('not-found', `There is no such branch. There is: ${live.map((b) => b.name).join(', ')}.`)
}

function stepAt(steps: readonly Step[], { whole }: Said): Step {
  const at = whole('step', [1, Math.max(1, steps.length)])
  const step = at === undefined ? steps.findLast((s) => s.type === 'look') : steps[at - 1]
  if (step !== undefined) return step
  throw new Failure('bad-input', 'There is no look to go on from; say which step with --step.')
}

function draftOf(step: Step, { text }: Said) {
  const region = text('region')
  const words = text('text')
  if (region !== undefined && step.type !== 'look')
    throw new Failure('bad-input', `That step is no look but ${kinds[step.type]}; --region is for looks.`)
  if (words !== undefined && step.type !== 'thought')
    throw new Failure('bad-input', `That step is no thought but ${kinds[step.type]}; --text is for thoughts.`)
  if (region !== undefined) return { type: 'region', region: regionOf(region) } as const
  return words === undefined ? undefined : ({ type: 'text', text: words } as const)
}

const kinds = { thought: 'a thought', look: 'a look', observation: 'a crop', answer: 'an answer' } as const

function regionOf(given: string): Box<'image'> {
  const numbers = given.split(',').map((n) => (n.trim() === '' ? NaN : Number(n)))
  const [left = NaN, top = NaN, right = NaN, bottom = NaN, ...more] = numbers
  if (more.length > 0 || !numbers.every(Number.isFinite) || !(left < right && top < bottom))
    throw new Failure('bad-input', `--region must be left,top,right,bottom in pixels, not “${given}”.`)
  return box<'image'>(left, top, right, bottom)
}

function listed(project: Project, branch: Branch): string {
  const lines = stepsOf(project, branch).map((s, i) => `  ${i + 1}  ${s.type.padEnd(12)} ${wordsOf(s)}\n`)
  return `${branch.name} (${branch.model})\n${lines.join('')}`
}

function wordsOf(step: Step): string {
  if (step.type === 'thought' || step.type === 'answer') return step.text.replace(/\s+/g, ' ').trim()
  if (step.type === 'observation') return `${step.view.size.width} × ${step.view.size.height}`
  const { left, top, right, bottom } = step.region
  return [left, top, right, bottom].map(Math.round).join(',')
}
