/**
 * `relook rollouts`: samples a group of rollouts of one question, or looks into a trainer's dump. The same host as the
 * window's; with --keep the group stays in the data folder, and the same command goes on where a killed one left off.
 */
import { basename, extname, resolve } from 'node:path'
import { given } from '../../app/given'
import { Failure, fromFailureData } from '../../app/failure'
import { groupsOf, isUnfinished, type RolloutBranch } from '../../app/groups/group'
import { rolloutGroupOf } from '../../app/groups/rollouts'
import type { HostImplementation } from '../../app/host'
import { variantOf, variants, type Variant } from '../../app/rewards/variants'
import { applyChange } from '../../app/trace/change'
import { defaultSettings, type Project, type Settings } from '../../app/trace/project'
import { overLine, readWords, type Asking, type Command, type Terminal } from './command'
import { scriptFromEnvironment, withServices } from './ephemeral'
import { dumpResult, dumpText, groupResult, groupText } from './rollouts-text'
import { optionReader, settingsIn } from './values'

const options = {
  model: { type: 'string' },
  group: { type: 'string' },
  temperature: { type: 'string' },
  seed: { type: 'string' },
  'max-looks': { type: 'string' },
  'max-tokens': { type: 'string' },
  gold: { type: 'string' },
  rewards: { type: 'string' },
  step: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  keep: { type: 'boolean' },
} as const
type Values = { readonly [K in keyof typeof options]?: string | boolean | undefined }

/** Samples, or reads a dump. */
export const rolloutsCommand: Command = {
  name: 'rollouts',
  usage:
    'rollouts IMAGE "QUESTION" [--group N] [--gold ANSWER] [--json] …  |  rollouts DUMP [--step N] [--json]',
  about: 'Sample a group of rollouts of one question and score them, or list the groups of a trainer’s dump.',
  help: [
    'DUMP              rollouts.jsonl of Relook’s training; what verl, TRL or ms-swift wrote down (file or folder)',
    '--model ID        which model (the first of relook models)',
    '--group N         rollouts, 2 to 64 (8)',
    '--temperature T   0 to 5 (1)',
    '--seed N          the same seed gives the same group (0)',
    `--max-looks N     most regions each may look at (${defaultSettings.maxLooks})`,
    `--max-tokens N    most tokens between two looks (${defaultSettings.maxTokens})`,
    '--gold ANSWER     the right answer, for the accuracy reward',
    `--rewards NAME    ${variants.map((v) => v.id).join(' or ')} (paper)`,
    '--step N          of a dump: only the groups of this training step',
    '--limit N         of a dump: list at most N groups (20)',
    '--keep            keep the group as a project; the same command goes on where a killed one left off',
    '--json            one JSON object',
  ],
  run: (words, terminal) => {
    const { values, positionals } = readWords(words, options)
    const [first, question, ...more] = positionals
    if (first === undefined || more.length > 0)
      throw new Failure(
        'bad-input',
        'Give an image and a question, or a dump: relook rollouts IMAGE "QUESTION".',
      )
    const report = (message: string) => terminal.error(`${message}\n`)
    const given = { ...scriptFromEnvironment(), keep: values.keep === true, report }
    if (question === undefined) {
      if (pictures.test(extname(first)))
        throw new Failure('bad-input', 'Give a question, too: relook rollouts IMAGE "QUESTION".')
      return withServices(given, ({ host }) => readDump({ host, terminal }, resolve(first), values))
    }
    const asked = askedFor(resolve(first), question, values)
    return withServices(given, ({ host }) => sample(host, asked, terminal))
  },
}

const pictures = /^\.(png|jpe?g|webp|gif|bmp|tiff?|avif)$/i
const never = new AbortController().signal

interface Asked {
  readonly image: string
  readonly question: string
  readonly model: string | undefined
  readonly settings: Settings
  readonly count: number
  readonly gold: string | undefined
  readonly variant: Variant
  readonly json: boolean
  readonly keep: boolean
}

function askedFor(image: string, question: string, values: Values): Asked {
  const { text, is, whole } = optionReader(values)
  const named = text('rewards') ?? 'paper'
  const variant = variantOf(named)
  if (variant === undefined)
    throw new Failure(
      'bad-input',
      `--rewards must be ${variants.map((v) => v.id).join(' or ')}, not “${named}”.`,
    )
  return {
    image,
    question,
    model: text('model'),
    settings: settingsIn(values, { ...defaultSettings, temperature: 1 }),
    count: whole('group', [2, 64]) ?? 8,
    gold: text('gold'),
    variant,
    json: is('json'),
    keep: is('keep'),
  }
}

async function sample(host: HostImplementation, asked: Asked, terminal: Terminal): Promise<number> {
  const model = asked.model ?? (await host.models({}, never))[0]?.id
  if (model === undefined) throw new Failure('model-unavailable', 'There is no model to run.')
  const { project, group } =
    (asked.keep ? await goOn(host, asked, model) : undefined) ?? (await begin(host, asked, model))
  const stop = () => void host.stopRollouts({ project, group }, never)
  if (terminal.signal.aborted) stop()
  else terminal.signal.addEventListener('abort', stop, { once: true })
  const ended = await watch(host, { project, group }, terminal)
  const found = groupsOf(ended).find((g) => g.group === group)
  if (found === undefined) throw new Failure('internal', 'The group is gone.')
  const failed = found.branches.find((b) => b.run.type === 'ended' && b.run.reason === 'failed')
  if (failed?.run.type === 'ended' && failed.run.failure !== undefined)
    throw fromFailureData(failed.run.failure)
  if (found.branches.some(isStopped))
    throw new Failure('cancelled', asked.keep ? 'Stopped. The same command goes on from here.' : 'Stopped.')
  const given = asked.gold === undefined ? {} : { gold: [asked.gold] }
  const result = groupResult(
    { project: ended, branches: found.branches },
    rolloutGroupOf(ended, found, given),
    asked.variant,
  )
  terminal.out(asked.json ? `${JSON.stringify(result, undefined, 2)}\n` : groupText(result))
  return 0
}

function isStopped({ run }: RolloutBranch): boolean {
  return run.type === 'ended' && run.reason === 'stopped'
}

interface Place {
  readonly project: string
  readonly group: string
}

async function begin(host: HostImplementation, asked: Asked, model: string): Promise<Place> {
  const { project } = await host.createProject(
    { source: { type: 'path', path: asked.image }, title: titleOf(asked) },
    never,
  )
  const { question, settings, count, gold } = asked
  const request = { project, question, model, settings, count, ...given({ gold }) }
  return { project, ...(await host.sampleRollouts(request, never)) }
}

function titleOf({ image }: Asked): string {
  return basename(image).slice(0, 300)
}

/** The unfinished group of the same question and settings, gone on with. */
async function goOn(host: HostImplementation, asked: Asked, model: string): Promise<Place | undefined> {
  for await (const { projects } of host.projects({}, AbortSignal.timeout(60_000))) {
    for (const { id, title } of projects) {
      if (title !== titleOf(asked)) continue
      const project = await stateOf(host, id)
      const group = groupsOf(project).find(
        ({ branches }) => branches.some(isUnfinished) && isSame(branches, asked, model),
      )
      if (group === undefined) continue
      await host.resumeRollouts({ project: id, group: group.group }, never)
      return { project: id, group: group.group }
    }
    break
  }
  return undefined
}

function isSame(branches: readonly RolloutBranch[], asked: Asked, model: string): boolean {
  const [first] = branches
  const { seed, ...rest } = asked.settings
  const { seed: _own, ...own } = first?.settings ?? defaultSettings
  return (
    first?.question === asked.question &&
    first.model === model &&
    first.rollout.of === asked.count &&
    first.rollout.seed === seed &&
    JSON.stringify(own) === JSON.stringify(rest)
  )
}

async function stateOf(host: HostImplementation, project: string): Promise<Project> {
  for await (const event of host.follow({ project }, never))
    if (event.type === 'project') return event.project
  throw new Failure('internal', 'The project could not be followed.')
}

/** Follows until every rollout of the group has ended; tells how far it is. */
async function watch(
  host: HostImplementation,
  { project: id, group }: Place,
  terminal: Terminal,
): Promise<Project> {
  let project: Project | undefined
  let told = -1
  for await (const event of host.follow({ project: id }, never)) {
    if (event.type === 'project') ({ project } = event)
    else if (project !== undefined) project = applyChange(project, event.change)
    const branches = project && groupsOf(project).find((g) => g.group === group)?.branches
    if (project === undefined || branches === undefined) continue
    const done = branches.filter((b) => b.run.type === 'ended').length
    // A resumed group begins with rollouts that ended before; it goes on as long as one is not.
    const going = branches.some((b) => b.run.type !== 'ended')
    if (done !== told && process.stderr.isTTY)
      terminal.error(`${overLine}${done} of ${branches.length} rollouts`)
    told = done
    if (!going && (event.type === 'change' || !branches.some(isUnfinished))) break
  }
  if (told >= 0 && process.stderr.isTTY) terminal.error(overLine)
  if (project === undefined) throw new Failure('internal', 'The group could not be followed.')
  return project
}

/** Opens a dump, waits for its index, lists it. */
async function readDump({ host, terminal }: Asking, path: string, values: Values): Promise<number> {
  const { whole } = optionReader(values)
  const step = whole('step', [0, 1e12])
  const limit = whole('limit', [1, 500]) ?? 20
  const opened = await host.openRollouts({ source: { type: 'path', path } }, never)
  if (opened === null) throw new Failure('not-found', `There is no file ${path}.`)
  for await (const dumps of host.rolloutDumps({}, terminal.signal)) {
    const dump = dumps.find((d) => d.id === opened.dump)
    if (dump === undefined || dump.state.type === 'indexing') continue
    if (dump.state.type === 'failed') throw fromFailureData(dump.state.failure)
    const query = step === undefined ? {} : { step }
    const page = { dump: dump.id, query, offset: 0, limit }
    const { total, groups } = await host.rolloutGroups(page, never)
    const curve = await host.rolloutCurve({ dump: dump.id }, never)
    const result = dumpResult(dump, { total, groups, curve })
    terminal.out(values.json === true ? `${JSON.stringify(result, undefined, 2)}\n` : dumpText(result))
    return 0
  }
  throw new Failure('cancelled', 'Cancelled.')
}
