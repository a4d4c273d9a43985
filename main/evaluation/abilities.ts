/** What the host can do with runs over benchmarks: the contract of `app/host/evaluations.ts`, made of the runs and the store. */
import { readdir, stat } from 'node:fs/promises'
import { basename, delimiter, join, resolve } from 'node:path'
import { promptOf } from '../../app/benchmarks/prompt'
import type {
  DataInfo,
  evaluationContract,
  KnownData,
  SavedTable,
  TableForm,
} from '../../app/host/evaluations'
import type { Implementation } from '../../app/contract'
import { Failure } from '../../app/failure'
import { fileNameFrom } from '../../app/file-name'
import type { Images } from '../store/images'
import type { ModelStoreServices } from '../hub/abilities'
import { downloadData } from '../hub/datasets'
import { heldOutPath } from '../resources/paths'
import { saveAsked } from '../sharing/save'
import type { Shell } from '../shell/shell'
import type { Access } from '../store/access'
import type { Projects } from '../store/projects'
import type { OpenData } from './data'
import type { Evaluations } from './evaluations'
import { tableOf } from './table'

/** What the abilities are made of. */
export interface AbilityParts {
  readonly evaluations: Evaluations
  readonly images: Images
  readonly openData: OpenData
  readonly projects: Projects
  /** Where data sets may lie that a browser can name. */
  readonly folder: string
  readonly access: Access
  readonly now: () => number
  /** Where data sets are downloaded from. */
  readonly modelStore: Pick<ModelStoreServices, 'hub' | 'cache'>
  readonly shell: Pick<Shell, 'chooseSave'>
}

type Abilities = Implementation<typeof evaluationContract>

/** The implementation of the contract. */
export function evaluationAbilities(parts: AbilityParts): Abilities {
  const { evaluations, now } = parts
  return {
    evaluations: (_, signal) => evaluations.changes.follow(evaluations.list, signal),
    knownData: () => knownData(parts),
    downloadData: ({ source }, signal) =>
      downloadData({ ...parts.modelStore, folder: join(parts.folder, 'datasets') }, source, signal),
    inspectData: async ({ path }, signal) => inspect(parts.openData, await allowed(parts, path), signal),
    startEvaluation: async (request) => {
      const data = await allowed(parts, request.data)
      return { evaluations: await evaluations.start({ ...request, data }) }
    },
    pauseEvaluation: ({ evaluation }) => evaluations.pause(evaluation),
    stopEvaluation: ({ evaluation }) => evaluations.stop(evaluation),
    resumeEvaluation: ({ evaluation, failed }) => evaluations.resume(evaluation, failed),
    removeEvaluation: ({ evaluation }) => evaluations.remove(evaluation),
    restoreEvaluation: ({ evaluation }) => evaluations.restore(evaluation),
    followEvaluation: ({ evaluation }, signal) => evaluations.follow(evaluation, signal),
    overrideVerdict: ({ evaluation, item, override }) =>
      evaluations.override(evaluation, item, override === null ? null : { ...override, at: now() }),
    openResult: ({ evaluation, item }) => openResult(parts, evaluation, item),
    saveTable: ({ evaluation, form }) => saveTable(parts, evaluation, form),
  }
}

/** Data sets in the data folder and in `RELOOK_DATASETS`, and those used before. */
async function knownData({ evaluations, folder }: AbilityParts): Promise<readonly KnownData[]> {
  const folders = [join(folder, 'datasets'), ...(process.env['RELOOK_DATASETS'] ?? '').split(delimiter)]
  const found = await Promise.all(
    folders
      .filter((one) => one !== '')
      .map(async (one) => {
        const names = await readdir(one, { withFileTypes: true }).catch(() => [])
        return names
          .filter((entry) => !entry.name.startsWith('.'))
          .filter((entry) => entry.isDirectory() || /\.(tsv|parquet|jsonl|json)$/i.test(entry.name))
          .map((entry) => resolve(one, entry.name))
      }),
  )
  const used = evaluations.list().map(({ plan }) => plan.data)
  const own = { path: heldOutPath, name: 'R3 mini’s own held-out images', builtIn: true } as const
  const there = await stat(heldOutPath).catch(() => undefined)
  return [
    ...[...new Set([...found.flat(), ...used])]
      .filter((path) => path !== heldOutPath)
      .map((path) => ({ path, name: basename(path) })),
    ...(there === undefined ? [] : [own]),
  ]
}

/** A path that may be read from here. @throws Failure `denied` for a browser that names any file of the server. */
async function allowed(parts: AbilityParts, path: string): Promise<string> {
  const whole = resolve(path)
  const known = (await knownData(parts)).some((data) => data.path === whole)
  parts.access.check(whole, { known, advice: `Put the data set into ${join(parts.folder, 'datasets')}.` })
  return whole
}

async function inspect(openData: OpenData, path: string, signal: AbortSignal): Promise<DataInfo> {
  const data = await openData(path, { signal })
  try {
    const { name, bytes, changedAt, items, issues, preset } = data
    const style = preset?.style ?? 'plain'
    return {
      path,
      name,
      bytes,
      changedAt,
      count: items.length,
      title: preset?.title ?? name,
      ...(preset === undefined ? {} : { preset: preset.id, metric: preset.metric }),
      categories: new Set(items.flatMap((item) => item.category ?? [])).size,
      boxes: items.filter((item) => (item.boxes?.length ?? 0) > 0).length,
      issues: issues.slice(0, 20),
      examples: items.slice(0, 3).map((item) => ({ asked: promptOf(item, style), answer: item.answer })),
    }
  } finally {
    await data.close()
  }
}

/** The row's steps as a project; the second time the same project. */
async function openResult(
  { evaluations, projects }: AbilityParts,
  evaluation: string,
  item: string,
): Promise<{ project: string }> {
  return evaluations.use(evaluation, async (record) => {
    const trace = record.row(item)?.trace
    const [created, ...changes] = trace === undefined ? [] : await record.readTrace(trace)
    if (created?.type !== 'project-created')
      throw new Failure('not-found', 'There are no steps of that row: it failed before it began.')
    if (!projects.list().some((project) => project.id === created.id)) {
      await projects.create(created)
      await projects.use(created.id, (live) => live.append(changes))
    }
    return { project: created.id }
  })
}

const tableKinds = { csv: 'Comma-separated values', jsonl: 'JSON lines', xlsx: 'Excel workbook' } as const

async function saveTable(parts: AbilityParts, evaluation: string, form: TableForm): Promise<SavedTable> {
  return parts.evaluations.use(evaluation, async (record) => {
    const bytes = await tableOf(record.rows(), form)
    const { plan, dataName } = record.header
    // VLMEvalKit finds predictions by `{model}_{dataset}.xlsx`.
    const stem = `${plan.model}_${dataName.replace(/\.[^.]+$/, '')}`.replaceAll(' ', '-')
    const name = `${fileNameFrom(stem, 'predictions')}.${form}`
    const ask = { title: 'Save the predictions', name, kind: tableKinds[form] }
    const saved = await saveAsked(parts.shell, ask, bytes)
    return saved ?? { type: 'download', name, base64: Buffer.from(bytes).toString('base64') }
  })
}
