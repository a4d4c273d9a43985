/** `relook run`: one image, one question, in a terminal. The same host as the window's; nothing is left behind. */
import { onAbort } from '../../app/async'
import { given } from '../../app/given'
import { imageReaders, readingWords, type ImageReader } from '../../app/trace/image-reader'
import { basename, resolve } from 'node:path'
import { Failure, fromFailureData } from '../../app/failure'
import { providers, type HostImplementation, type RunRequest } from '../../app/host'
import { applyChange, type Change } from '../../app/trace/change'
import { leftOutWords } from '../../app/trace/left-out'
import { branchOf, defaultSettings, type Project, type Settings } from '../../app/trace/project'
import { modelNamed } from './asking'
import { never, type CommandContext, type CliCommand, type Terminal } from './command'
import { withServices } from './ephemeral'
import { runResult } from '../../app/exports/run-result'
import { writeChange } from './output'
import { jsonText } from './text'
import { imageAndQuestion, readWords, settingsIn, settingsOptions } from './values'

const options = {
  texts: [...settingsOptions, 'top-p', 'top-k', 'repetition-penalty', 'model', 'provider', 'read-as'],
  flags: ['json', 'keep'],
} as const

/** Runs a model on a file. */
export const run: CliCommand = {
  name: 'run',
  usage: 'run IMAGE "QUESTION" [--model ID] [--json] [--temperature T] [--seed N] [--max-looks N] …',
  about: 'Ask a model about an image; streams its reasoning, or prints one JSON object.',
  help: [
    '--model ID        which model (the first of relook models)',
    '--json            one JSON object at the end instead of text',
    '--temperature T   0 to 5; 0 always takes the likeliest token (0)',
    '--top-p P         the likeliest that make up this share are drawn from (1)',
    '--top-k K         so many of the likeliest are drawn from (all)',
    '--repetition-penalty R   what stands there already gets less likely (1)',
    '--seed N          for temperatures above 0 (0)',
    '--max-looks N     most regions it may look at; 0 asks without looking (7)',
    '--max-tokens N    most tokens between two looks (512)',
    `--provider NAME   ${providers.join(', ')}`,
    `--read-as NAME    whose way of reading image files: ${imageReaders.join(', ')} (relook)`,
    '--keep            keep it as a project, to be opened in the app',
  ],
  run: (words, terminal) => {
    const said = readWords(words, options)
    const { text, whole, decimal, choice, is } = said
    const keep = is('keep')
    const asked: Asked = {
      ...imageAndQuestion(said.places, 'run'),
      settings: {
        ...settingsIn(said, defaultSettings),
        ...given({
          topP: decimal('top-p', [0.001, 1]),
          topK: whole('top-k', [0, 1_000_000]),
          repetitionPenalty: decimal('repetition-penalty', [0.1, 10]),
        }),
      },
      model: text('model'),
      json: is('json'),
      keep,
      by: readerOf(text('read-as')),
    }
    const provider = choice('provider', providers)
    return withServices(terminal, { keep, ...given({ provider }) }, ({ host }) =>
      ask({ host, terminal }, asked),
    )
  },
}

interface Asked {
  readonly image: string
  readonly question: string
  readonly settings: Settings
  readonly model: string | undefined
  readonly json: boolean
  readonly keep: boolean
  readonly by: ImageReader | undefined
}

async function ask({ host, terminal }: CommandContext, asked: Asked): Promise<number> {
  const id = await projectOfImage(host, asked, terminal)
  if (asked.keep) terminal.error(`Kept as project ${id}. To go on from a step: relook rerun ${id} --help\n`)
  const model = await modelNamed(host, asked.model)
  const { question, settings, json } = asked
  return performRun(host, { project: id, question, model, settings }, { json, terminal })
}

/** The image as a project; what is read in several ways about it is said. */
export async function projectOfImage(
  host: HostImplementation,
  { image, by }: Pick<Asked, 'image' | 'by'>,
  terminal: Terminal,
): Promise<string> {
  const path = resolve(image)
  const title = basename(path).slice(0, 300)
  let made = await host.createProject({ source: { type: 'path', path }, title }, never)
  if (by !== undefined && made.image.read !== undefined) {
    const source = { type: 'image', image: made.image.id, by } as const
    await host.deleteProject({ project: made.project }, never)
    made = await host.createProject({ source, title }, never)
  }
  const { read } = made.image
  for (const words of read === undefined ? [] : readingWords(read, { forgotten: /\.gif$/i.test(path) }))
    terminal.error(`${words}\n`)
  return made.project
}

function readerOf(text: string | undefined): ImageReader | undefined {
  const known = imageReaders.find((r) => r === text)
  if (text === undefined || known !== undefined) return known
  throw new Failure('bad-input', `--read-as is one of ${imageReaders.join(', ')}.`)
}

/** Runs and follows to the end; prints as it goes, or one object. @throws Failure when the run failed or was stopped */
export async function performRun(
  host: HostImplementation,
  request: RunRequest,
  { json, terminal }: { readonly json: boolean; readonly terminal: Terminal },
): Promise<number> {
  const { project: id } = request
  const { branch } = await host.run(request, never)
  onAbort(terminal.signal, () => void host.stop({ project: id, branch }, never))
  const write = (change: Change, now: Project) => {
    if (!json) terminal.out(writeChange(change, now))
  }
  const project = await watch(host, id, write)
  const done = branchOf(project, branch)
  if (done?.leftOut !== undefined) terminal.error(`${leftOutWords[done.leftOut]}\n`)
  if (done?.run.type !== 'ended') throw new Failure('internal', 'The run ended without saying how.')
  if (json) terminal.out(jsonText(runResult(project, done)))
  if (done.run.reason === 'stopped') throw new Failure('cancelled', 'Stopped.')
  if (done.run.reason === 'failed')
    throw fromFailureData(done.run.failure ?? { code: 'model-failed', message: 'The run failed.' })
  return done.run.reason === 'answered' ? 0 : unanswered
}

/** Exit code of a run that ended without an answer, at a limit or by itself. */
const unanswered = 2

/** Follows a project until its run ended; gives its last state. */
async function watch(
  host: HostImplementation,
  id: string,
  write: (change: Change, project: Project) => void,
): Promise<Project> {
  let project: Project | undefined
  for await (const event of host.follow({ project: id }, never)) {
    if (event.type === 'project') {
      project = event.project
      // What was streamed before this look at it.
      for (const { open, id: branch } of project.branches)
        if (open.text !== '') write({ type: 'streamed', branch, ...open }, project)
    } else if (project !== undefined) {
      project = applyChange(project, event.change)
      write(event.change, project)
    }
    if (project?.branches.every((b) => b.run.type === 'ended')) break
  }
  if (project === undefined) throw new Failure('internal', 'The project could not be followed.')
  return project
}
