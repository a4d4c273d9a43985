/** `relook models`: what can be run here, and getting more of it. */
import { formatBytes } from '../../app/bytes'
import { pause } from '../../app/async'
import { Failure, fromFailureData } from '../../app/failure'
import type { Download, StoredModel } from '../../app/host/models'
import { given } from '../../app/given'
import type { HostImplementation } from '../../app/host'
import { hintOf, leftOutWords } from '../../app/trace/left-out'
import { firstOf } from './asking'
import { overLine, type CommandContext, type CliCommand, type Terminal } from './command'
import { withServices } from './ephemeral'
import { jsonText, percentText } from './text'
import { readWords } from './values'

/** Lists, adds, downloads and removes models. */
export const models: CliCommand = {
  name: 'models',
  usage:
    'models [--json] [--add FOLDER [--anyway] | --download OWNER/NAME[@REVISION] [--dtype q4f16] | --remove FOLDER]',
  about: 'List the models there are, or get another.',
  help: [
    '--json            one JSON array',
    '--add FOLDER      use a model folder of this machine where it lies',
    '--anyway          also an export that leaves a part of its model out; its runs are marked',
    '--download REPO   from a Hugging Face-compatible hub (HF_ENDPOINT, HF_TOKEN)',
    '--dtype FORMAT    fp32, fp16, q4, q4f16, int8 … (without it: what there is, with sizes)',
    '--remove FOLDER   delete a downloaded model, forget an added one',
  ],
  run: async (words, terminal) => {
    const options = { texts: ['add', 'download', 'dtype', 'remove'], flags: ['json', 'anyway'] } as const
    const { text, is } = readWords(words, options)
    const [path, folder, repository] = [text('add'), text('remove'), text('download')]
    return withServices(terminal, {}, async ({ host }) => {
      const { signal, out } = terminal
      if (path !== undefined) {
        const added = await add(host, { path, anyway: is('anyway') }, signal)
        out(`${added.model ?? added.name}  ${added.folder}\n`)
      } else if (folder !== undefined) await host.removeModel({ folder }, signal)
      else if (repository !== undefined) return download({ host, terminal }, repository, text('dtype'))
      else await list(host, is('json'), terminal)
      return 0
    })
  },
}

/** @throws Failure for what cannot be run; for what only leaves something out with the word that opens it. */
async function add(
  host: HostImplementation,
  { path, anyway }: { readonly path: string; readonly anyway: boolean },
  signal: AbortSignal,
): Promise<StoredModel> {
  try {
    return await host.linkModel({ path, ...given({ anyway: anyway ? (true as const) : undefined }) }, signal)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'left-out') throw error
    throw new Failure(error.code, `${error.message} With --anyway it is run all the same.`, error.detail)
  }
}

async function list(host: HostImplementation, json: boolean, { out, signal }: Terminal): Promise<void> {
  const all = await host.models({}, signal)
  if (json) return out(jsonText(all))
  for (const m of all) {
    const size = m.server ?? formatBytes(m.bytes)
    const lacks = m.leftOut && leftOutWords[m.leftOut]
    out(`${m.id}  ${m.name}, ${size}, ${m.dialect}. ${lacks ?? m.domain ?? ''}\n`)
  }
  // Folders that are there and cannot be run: said, not hidden.
  for (const { folder, failure } of await storedModels(host, signal))
    if (failure !== undefined) out(`${folder}  cannot be used: ${failure.message}\n`)
}

async function storedModels(host: HostImplementation, signal: AbortSignal): Promise<readonly StoredModel[]> {
  return (await firstOf(host.modelStore({}, signal)))?.models ?? []
}

async function download(
  { host, terminal }: CommandContext,
  words: string,
  dtype: string | undefined,
): Promise<number> {
  const { out, error, signal } = terminal
  const [repo = '', revision = 'main'] = words.split('@')
  const found = await host.lookUpRepository({ repo, revision }, signal)
  const hint = hintOf(repo)
  if (hint !== undefined && found.variants.length > 0) error(`${hint}\n`)
  if (dtype === undefined) {
    for (const v of found.variants)
      out(`${v.dtype === '' ? 'fp32' : v.dtype.slice(1)}  ${formatBytes(v.bytes)} in ${v.files} files\n`)
    if (found.variants.length === 0)
      throw new Failure(
        'not-found',
        `${repo} holds no graphs that Relook can run. A checkpoint in safetensors is exported first (docs/models.md).`,
      )
    return 0
  }
  const suffix = dtype === 'fp32' ? '' : `_${dtype}`
  const before = new Set((await storedModels(host, signal)).map((m) => m.folder))
  const { download: id } = await host.startDownload({ repo, revision: found.commit, dtype: suffix }, signal)
  for await (const { models: stored, downloads } of host.modelStore({}, signal)) {
    const mine = downloads.find((d) => d.id === id)
    if (mine === undefined) {
      error('\n')
      const ofThis = stored.filter((m) => m.source === `${repo}@${found.commit}`)
      // Another number format of it may have been there.
      const got = ofThis.find((m) => !before.has(m.folder)) ?? ofThis[0]
      out(`${got?.model ?? repo}  ${got?.folder ?? ''}\n`)
      return 0
    }
    error(`${overLine}${progress(mine)}`)
    if (mine.state.type === 'failed') throw fromFailureData(mine.state.failure)
    await pause(200, signal)
  }
  // Stopped by hand: what has come is kept, and the same command goes on.
  throw new Failure('cancelled', 'Paused. The same command goes on from here.')
}

function progress({ done, total, state }: Download): string {
  const speed = state.type === 'running' ? `${formatBytes(state.bytesPerSecond)}/s` : state.type
  return `${percentText(done / Math.max(1, total))}  ${formatBytes(done)} of ${formatBytes(total)}  ${speed}   `
}
