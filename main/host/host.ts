/**
 * What the main side can do: the contract of `app/host/index.ts`, made of the store, the engine and the runs. Knows no
 * transport, no Electron, no ONNX.
 */
import { given } from '../../app/given'
import { basename } from 'node:path'
import { dialectOf } from '../../app/dialects'
import { boxOf } from '../../app/geometry/box'
import { cropView } from '../../app/reading/place'
import { readAs, respace } from '../../app/reading/respace'
import { Failure } from '../../app/failure'
import { fileNameFrom } from '../../app/file-name'
import { runResult } from '../../app/exports/run-result'
import type { About, HostImplementation, RunRequest, SaveResult } from '../../app/host'
import { newsOf } from '../../app/host/projects'
import { inTurn } from '../../app/reasoning/manner'
import { toMessages } from '../../app/reasoning/messages'
import { sizedImageOf } from '../../app/trace/image'
import { branchOf, stepsOf, type Branch, type ImageRef, type Project } from '../../app/trace/project'
import { couldHaveSaid } from '../runs/could-have-said'
import { numberOdds } from '../runs/number-odds'
import { beginRun } from '../runs/run-plan'
import { reviewAbilities } from '../checks/abilities'
import { explainAbilities } from '../explain/abilities'
import type { LooksServices } from '../explain/looks-services'
import { checkEdit } from './check-edit'
import { desktopAbilities } from './desktop-abilities'
import { evaluationAbilities } from '../evaluation/abilities'
import type { ExportServices } from '../exporting/compose'
import type { SharingServices } from '../sharing/abilities'
import type { ModelStoreServices } from '../hub/abilities'
import type { OpenData } from '../evaluation/data'
import type { Evaluations } from '../evaluation/evaluations'
import type { CollectionServices } from '../collections/compose'
import type { RolloutServices } from '../rollouts/compose'
import type { Engine } from '../models/engine'
import { dialectFor, findModel } from '../models/find'
import { serverAbilities } from '../models/openai/abilities'
import type { Servers } from '../models/openai/servers'
import type { Runs } from '../runs/runs'
import type { RecordedRuns } from '../gallery/gallery'
import type { Samples } from '../resources/samples'
import { saveAsked } from '../sharing/save'
import type { Shell } from '../shell/shell'
import type { Access } from '../store/access'
import type { ImageWork } from '../image-process/apart'
import type { Store } from '../store/store'

/** What the host is made of. */
export interface HostParts {
  readonly engine: Engine
  readonly servers: Servers
  readonly store: Store
  readonly samples: Samples
  readonly gallery: RecordedRuns
  readonly runs: Runs
  readonly evaluations: Evaluations
  readonly openData: OpenData
  readonly collections: Pick<CollectionServices, 'abilities' | 'collections' | 'uploads'>
  readonly exports: Pick<ExportServices, 'abilities'>
  readonly sharing: Pick<SharingServices, 'abilities'>
  readonly modelStore: Pick<ModelStoreServices, 'abilities' | 'hub' | 'cache'>
  readonly rollouts: Pick<RolloutServices, 'abilities'>
  readonly looks: Pick<LooksServices, 'abilities'>
  readonly regionStats: ImageWork['regionStats']
  readonly shell: Shell
  readonly about: About
  readonly access: Access
  readonly newId: () => string
  readonly now: () => number
}

/** The implementation of the contract. */
export function createHost(parts: HostParts): HostImplementation {
  const { engine, store, samples, gallery, about } = parts
  return {
    about: async () => about,
    samples: () => samples.list(),
    recordedRuns: () => gallery.list(),
    openRecordedRun: ({ run }) => gallery.open(run),
    models: () => engine.models(),

    engine: (_, signal) => engine.states(signal),
    setProvider: async ({ provider }) => {
      await engine.setProvider(provider)
      await store.setPreferences({ ...(await store.preferences()), provider })
    },
    setBudget: async ({ bytes }) => {
      await engine.setBudget(bytes)
      const { budget: _, ...others } = await store.preferences()
      await store.setPreferences({ ...others, ...given({ budget: bytes }) })
    },
    setIdle: async ({ minutes }) => {
      await engine.setIdle(minutes)
      await store.setPreferences({ ...(await store.preferences()), idleMinutes: minutes })
    },
    ...serverAbilities(parts.servers),
    ...parts.collections.abilities,
    ...parts.exports.abilities,
    ...parts.sharing.abilities,
    ...parts.rollouts.abilities,
    ...parts.modelStore.abilities,
    ...reviewAbilities(parts),
    ...explainAbilities(parts),
    ...parts.looks.abilities,
    ...evaluationAbilities({ ...parts, ...store }),
    ...projectAbilities(parts),
    ...runAbilities(parts),
    ...shellAbilities(parts),
    ...desktopAbilities(parts.shell),
  }
}

type Abilities<K extends keyof HostImplementation> = Pick<HostImplementation, K>

function projectAbilities(
  parts: HostParts,
): Abilities<'projects' | 'createProject' | 'deleteProject' | 'restoreProject' | 'follow' | 'edit'> {
  const { runs } = parts
  const { projects } = parts.store
  return {
    projects: async function* (_, signal) {
      let told: ReturnType<typeof projects.list> | undefined
      for await (const now of projects.changes.follow(projects.list, signal)) {
        yield newsOf(told, now)
        told = now
      }
    },
    createProject: async ({ source, title }) =>
      createProject(parts, { image: await imageOf(parts, source), title }),
    deleteProject: async ({ project }) => {
      await runs.stop(project)
      await projects.remove(project)
    },
    restoreProject: ({ project }) => projects.restore(project),
    follow: async function* ({ project }, signal) {
      const { live, release } = await projects.hold(project)
      try {
        yield* live.follow(signal)
      } finally {
        release()
      }
    },
    edit: ({ project, change }) =>
      projects.use(project, async (live) => {
        checkEdit(live.state(), change)
        await live.append([
          change.type === 'respace'
            ? { type: 'respaced', respacing: respace(live.state(), readAs(change)) }
            : change,
        ])
      }),
  }
}

function runAbilities(
  parts: HostParts,
): Abilities<'run' | 'stop' | 'prompt' | 'view' | 'couldHaveSaid' | 'numberOdds'> {
  const { engine, runs, now, newId } = parts
  const { projects } = parts.store
  return {
    run: (request) => startRun(parts, request),
    stop: ({ project, branch }) => runs.stop(project, branch),
    couldHaveSaid: (ask, signal) => couldHaveSaid({ engine, projects, now }, ask, signal),
    numberOdds: (ask, signal) => numberOdds({ engine, projects, now, newId }, ask, signal),
    prompt: ({ project, branch, step }) =>
      projects.use(project, async (live) => {
        const { settings, dialect, model, manner = inTurn, ...rest } = contextOf(live.state(), branch, step)
        const size = live.state().image
        const messages = toMessages(dialect, {
          ...rest,
          size,
          manner,
          looks: settings.maxLooks > 0,
          plain: settings.plainQuestion === true,
        })
        return (await engine.model(model)).prompt(messages)
      }),
    view: ({ project, model, region }) =>
      projects.use(project, async (live) => {
        const { image } = live.state()
        const info = await findModel(engine, model)
        const around = { image: sizedImageOf(image), budgets: info.budgets }
        return cropView(dialectFor(info), boxOf(region), around) ?? null
      }),
  }
}

function shellAbilities(parts: HostParts): Abilities<'openImage' | 'saveRun' | 'setMenu' | 'shell'> {
  const { shell, store } = parts
  return {
    openImage: async () => {
      const path = await shell.chooseImage()
      if (path === null) return null
      const image = await store.images.add({ path }, basename(path))
      return { project: (await createProject(parts, { image })).project }
    },
    saveRun: ({ project, branch }) =>
      store.projects.use(project, (live) => saveRun(parts, live.state(), branch)),
    setMenu: async ({ items }) =>
      shell.setMenu(items.map(({ keys, ...item }) => (keys === undefined ? item : { ...item, keys }))),
    shell: (_, signal) => shell.events(signal),
  }
}

/** To where the person says; where nobody can be asked here, the window is given the text. */
async function saveRun({ shell }: HostParts, project: Project, id: string): Promise<SaveResult> {
  const branch = branchOf(project, id)
  if (branch === undefined) throw new Failure('not-found', 'That branch no longer exists.')
  const text = `${JSON.stringify(runResult(project, branch), undefined, 2)}\n`
  const name = `${fileNameFrom(`${project.title} ${branch.name}`, 'run')}.json`
  const saved = await saveAsked(shell, { title: 'Save the run', name, kind: 'JSON' }, text)
  return saved ?? { type: 'download', name, text }
}

type Source = Parameters<HostImplementation['createProject']>[0]['source']

async function imageOf({ store, samples, access }: HostParts, source: Source): Promise<ImageRef> {
  if (source.type === 'image')
    return source.by === undefined
      ? store.images.get(source.image)
      : store.images.reread(source.image, source.by)
  if (source.type === 'path') access.check(source.path, { advice: 'Upload the image.' })
  const path = source.type === 'sample' ? await samples.path(source.file) : source.path
  return store.images.add({ path }, basename(path))
}

async function createProject(
  { store, newId, now }: HostParts,
  { image, title }: { image: ImageRef; title?: string | undefined },
): Promise<{ project: string; image: ImageRef }> {
  const id = newId()
  const name = title ?? image.name.replace(/\.[^.]+$/, '')
  await store.projects.create({ type: 'project-created', id, at: now(), title: name, image })
  return { project: id, image }
}

async function startRun(parts: HostParts, request: RunRequest): Promise<{ branch: string }> {
  const { engine, store, runs, newId, now } = parts
  // Opening a served model for the first time probes it: only then is it known how to speak with it.
  const model = await engine.model(request.model)
  const { info } = model
  const dialect = dialectFor(info)
  const { live, release } = await store.projects.hold(request.project)
  try {
    const project = live.state()
    const { branch, steps, drafts, begun, added } = beginRun({ project, request, info, dialect, newId, now })
    await live.append([added, { type: 'run-started', branch: branch.id, at: now() }])
    const { question, settings, view, manner = inTurn } = branch
    const image = sizedImageOf(project.image)
    const asked = { image, view, question, settings, manner, steps, drafts: [drafts], ...given({ begun }) }
    const loop = { model, dialect, ...asked, newId, now, top: 5 }
    runs.start({ live, branch: branch.id }, loop, release)
    return { branch: branch.id }
  } catch (error) {
    release()
    throw error
  }
}

/** A branch and its steps before one of them (absent: all). */
function contextOf(project: Project, branchId: string, step: string | undefined) {
  const branch: Branch | undefined = branchOf(project, branchId)
  if (branch === undefined) throw new Failure('not-found', 'That branch no longer exists.')
  const at = step === undefined ? branch.path.length : branch.path.indexOf(step)
  if (at < 0) throw new Failure('not-found', 'That step is no longer on this branch.')
  const dialect = dialectOf(branch.dialect)
  if (dialect === undefined)
    throw new Failure(
      'model-unavailable',
      `Relook does not know “${branch.dialect}”, which this was run with.`,
    )
  return { ...branch, dialect, steps: stepsOf(project, branch).slice(0, at) }
}
