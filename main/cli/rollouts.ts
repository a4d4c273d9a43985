/**
 * `relook rollouts`: samples a group of rollouts of one question, or looks into a trainer's dump. The same host as the
 * window's; with --keep the group stays in the data folder, and the same command goes on where a killed one left off.
 */
import { basename, resolve } from 'node:path'
import { onAbort } from '../../app/async'
import { given } from '../../app/given'
import { Failure, fromFailureData } from '../../app/failure'
import { groupsOf, isUnfinished, type RolloutBranch } from '../../app/groups/group'
import { rolloutGroupOf } from '../../app/groups/rollouts'
import type { HostImplementation } from '../../app/host'
import { variantOf, variants, type Variant } from '../../app/rewards/variants'
import { applyChange } from '../../app/trace/change'
import { defaultSettings, type Project, type Settings } from '../../app/trace/project'
import { isImageName } from '../collections/beside'
import { firstOf, modelNamed, stateOf } from './asking'
import { never, type CommandContext, type CliCommand, type Terminal } from './command'
import { withServices } from './ephemeral'
import { progressLine } from './progress'
import { dumpResult, dumpText, groupResult, groupText } from './rollouts-text'
import { jsonText } from './text'
import { readWords, settingsIn, settingsOptions, type WordsOf } from './values'

const options = {
  texts: [...settingsOptions, 'model', 'group', 'gold', 'rewards', 'step', 'limit'],
  flags: ['json', 'keep'],
} as const
type Said = WordsOf<typeof options>

/** Samples, or reads a dump. */
export const rolloutsCommand: CliCommand = {
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
    const said = readWords(words, options)
    const [first, question, ...more] = said.places
    if (first === undefined || more.length > 0)
      throw new Failure(
        'bad-input',
        'Give an image and a question, or a dump: relook rollouts IMAGE "QUESTION".',
      )
    const path = resolve(first)
    if (question === undefined && isImageName(first))
      throw new Failure('bad-input', 'Give a question, too: relook rollouts IMAGE "QUESTION".')
    const asked = question === undefined ? undefined : askedFor(path, question, said)
    return withServices(terminal, { keep: said.is('keep') }, ({ host }) =>
      asked === undefined ? readDump({ host, terminal }, path, said) : sample({ host, terminal }, asked),
    )
  },
}

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

function askedFor(image: string, question: string, said: Said): Asked {
  const { text, is, whole } = said
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
    settings: settingsIn(said, { ...defaultSettings, temperature: 1 }),
    count: whole('group', [2, 64]) ?? 8,
    gold: text('gold'),
    variant,
    json: is('json'),
    keep: is('keep'),
  }
}

async function sample({ host, terminal }: CommandContext, asked: Asked): Promise<number> {
  const model = await modelNamed(host, asked.model)
  const { project, group } =
    (asked.keep ? await goOn(host, asked, model) : undefined) ?? (await begin(host, asked, model))
  onAbort(terminal.signal, () => void host.stopRollouts({ project, group }, never))
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
  terminal.out(asked.json ? jsonText(result) : groupText(result))
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
  const kept = await firstOf(host.projects({}, AbortSignal.timeout(60_000)))
  for (const { id, title } of kept?.projects ?? []) {
    if (title !== titleOf(asked)) continue
    const found = groupsOf(await stateOf(host, id)).find(
      ({ branches }) => branches.some(isUnfinished) && isSame(branches, asked, model),
    )
    if (found === undefined) continue
    const place = { project: id, group: found.group }
    await host.resumeRollouts(place, never)
    return place
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

/** Follows until every rollout of the group has ended; tells how far it is. */
async function watch(
  host: HostImplementation,
  { project: id, group }: Place,
  terminal: Terminal,
): Promise<Project> {
  let project: Project | undefined
  const line = progressLine(terminal)
  let told = -1
  for await (const event of host.follow({ project: id }, never)) {
    if (event.type === 'project') ({ project } = event)
    else if (project !== undefined) project = applyChange(project, event.change)
    const branches = project && groupsOf(project).find((g) => g.group === group)?.branches
    if (project === undefined || branches === undefined) continue
    const done = branches.filter((b) => b.run.type === 'ended').length
    // A resumed group begins with rollouts that ended before; it goes on as long as one is not.
    const going = branches.some((b) => b.run.type !== 'ended')
    if (done !== told) line.show(`${done} of ${branches.length} rollouts`)
    told = done
    if (!going && (event.type === 'change' || !branches.some(isUnfinished))) break
  }
  if (told >= 0) line.end()
  if (project === undefined) throw new Failure('internal', 'The group could not be followed.')
  return project
}

/** Opens a dump, waits for its index, lists it. */
async function readDump(
  { host, terminal }: CommandContext,
  path: string,
  { whole, is }: Said,
): Promise<number> {
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
    terminal.out(is('json') ? jsonText(result) : dumpText(result))
    return 0
  }
  throw new Failure('cancelled', 'Cancelled.')
}
