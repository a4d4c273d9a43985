/** `relook run`: one image, one question, in a terminal. The same host as the window's; nothing is left behind. */
import { imageReaders, readingWords, type ImageReader } from '../../app/trace/image-reader'
import { basename, resolve } from 'node:path'
import { Failure, fromFailureData } from '../../app/failure'
import { providers, type HostImplementation, type Provider, type RunRequest } from '../../app/host'
import { applyChange, type Change } from '../../app/trace/change'
import { leftOutWords } from '../../app/trace/left-out'
import { branchOf, defaultSettings, type Project, type Settings } from '../../app/trace/project'
import { readWords, type Command, type Terminal } from './command'
import { scriptFromEnvironment, withServices } from './ephemeral'
import { runResult } from '../../app/exports/run-result'
import { writeChange } from './output'
import { settingsIn } from './values'

const options = {
  model: { type: 'string' },
  json: { type: 'boolean' },
  temperature: { type: 'string' },
  'top-p': { type: 'string' },
  'top-k': { type: 'string' },
  'repetition-penalty': { type: 'string' },
  seed: { type: 'string' },
  'max-looks': { type: 'string' },
  'max-tokens': { type: 'string' },
  provider: { type: 'string' },
  'read-as': { type: 'string' },
  keep: { type: 'boolean' },
} as const

/** Runs a model on a file. */
export const run: Command = {
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
    const { values, positionals } = readWords(words, options)
    const [image, question, ...more] = positionals
    if (image === undefined || question === undefined || question.trim() === '' || more.length > 0)
      throw new Failure('bad-input', 'Give one image and one question: relook run IMAGE "QUESTION".')
    const asked: Asked = {
      image: resolve(image),
      question,
      settings: settingsIn(values, defaultSettings),
      model: values.model,
      json: values.json === true,
      keep: values.keep === true,
      by: readerOf(values['read-as']),
    }
    const provider = providerOf(values.provider)
    const given = { ...scriptFromEnvironment(), keep: values.keep === true, ...(provider && { provider }) }
    const report = (message: string) => terminal.error(`${message}\n`)
    return withServices({ ...given, report }, ({ host }) => ask(host, asked, terminal))
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

async function ask(host: HostImplementation, asked: Asked, terminal: Terminal): Promise<number> {
  const never = new AbortController().signal
  const id = await projectOf(host, asked, terminal)
  if (asked.keep) terminal.error(`Kept as project ${id}. To go on from a step: relook rerun ${id} --help\n`)
  const model = asked.model ?? (await host.models({}, never))[0]?.id
  if (model === undefined) throw new Failure('model-unavailable', 'There is no model to run.')
  const { question, settings, json } = asked
  return performRun(host, { project: id, question, model, settings }, { json, terminal })
}

/** The image as a project; what is read in several ways about it is said. */
export async function projectOf(
  host: HostImplementation,
  { image: path, by }: Pick<Asked, 'image' | 'by'>,
  terminal: Terminal,
): Promise<string> {
  const never = new AbortController().signal
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
  const never = new AbortController().signal
  const { project: id } = request
  const { branch } = await host.run(request, never)
  const stop = () => void host.stop({ project: id, branch }, never)
  if (terminal.signal.aborted) stop()
  else terminal.signal.addEventListener('abort', stop, { once: true })
  const write = json ? () => undefined : createWriter(terminal)
  const project = await watch(host, id, write)
  const done = branchOf(project, branch)
  if (done?.leftOut !== undefined) terminal.error(`${leftOutWords[done.leftOut]}\n`)
  if (done?.run.type !== 'ended') throw new Failure('internal', 'The run ended without saying how.')
  if (json) terminal.out(`${JSON.stringify(runResult(project, done), undefined, 2)}\n`)
  if (done.run.reason === 'stopped') throw new Failure('cancelled', 'Stopped.')
  if (done.run.reason === 'failed')
    throw fromFailureData(done.run.failure ?? { code: 'model-failed', message: 'The run failed.' })
  return done.run.reason === 'answered' ? 0 : unanswered
}

/** Exit code of a run that ended without an answer, at a limit or by itself. */
const unanswered = 2

function createWriter(terminal: Terminal): (change: Change, project: Project) => void {
  return (change, project) => terminal.out(writeChange(change, project))
}

/** Follows a project until its run ended; gives its last state. */
async function watch(
  host: HostImplementation,
  id: string,
  write: (change: Change, project: Project) => void,
): Promise<Project> {
  let project: Project | undefined
  for await (const event of host.follow({ project: id }, new AbortController().signal)) {
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

/** A provider by its name. @throws Failure `bad-input` naming those there are. */
export function providerOf(text: string | undefined): Provider | undefined {
  if (text === undefined) return undefined
  const known = providers.find((p) => p === text)
  if (known !== undefined) return known
  throw new Failure('bad-input', `--provider must be one of ${providers.join(', ')}, not “${text}”.`)
}
