/** Relook's whole main side with a pretend server added to it, for tests of runs on servers. */
import { onTestFinished } from 'vitest'
import { servedModelId } from '../../../app/host/servers'
import { defaultSettings, type Project } from '../../../app/trace/project'
import { createServices, type Services } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { indexerInProcess } from '../../builders/indexer'
import { allEnded, follow, never } from '../../builders/services'
import type { Asked } from './local'
import { pretendServer, type Habits } from './pretend'

/** The key of the server in these tests. */
export const key = 'sk-run-secret-4321'
const look = '<think>I look. {"bbox_2d": [28, 28, 140, 112]}'
const answer = 'It is red.</think>\n<answer>red</answer>'

/** Looks until there is a second picture in the request, then answers; counts to the probe. */
export function looksOnce({ body }: Asked): string {
  const text = JSON.stringify(body['messages'])
  if (!text.includes('What is it?')) return 'one, two, three, four, five, six'
  return text.split('image_url":{').length > 2 ? answer : look
}

/** Relook with a server of these habits. */
export interface Served {
  readonly services: Services
  readonly folder: string
  readonly asked: Asked[]
  /** The served model's id. */
  readonly model: string
}

/** Adds a server of these habits to a Relook of its own. */
export async function started(habits: Habits): Promise<Served> {
  const local = await pretendServer({ says: looksOnce, ...habits })
  const folder = testFolder()
  const services = await createServices({
    dataFolder: folder,
    about: { version: 'test', shell: 'headless', dialogs: false },
    startEngine: () => {
      throw new Error('a served model needs no process')
    },
    startIndexer: indexerInProcess,
  })
  onTestFinished(() => services.close())
  const { id } = await services.host.addServer({ url: local.url, name: 'Box', key, insecure: false }, never)
  return { services, folder, asked: local.asked, model: servedModelId(id, 'lab/qwen2.5-vl') }
}

/** Runs to the end. */
export async function run(
  { services, model }: Pick<Served, 'services' | 'model'>,
  project: string,
  from?: { branch: string; step?: string },
): Promise<Project> {
  const request = { project, question: 'What is it?', model, settings: defaultSettings }
  await services.host.run(from === undefined ? request : { ...request, from }, never)
  return follow(services.host, project, allEnded)
}

/** The dialect that is spoken by the served model in these tests. */
export async function speakVlmR3({ services, model }: Pick<Served, 'services' | 'model'>): Promise<void> {
  const budgets = {
    image: { minPixels: 3136, maxPixels: 112896 },
    crop: { minPixels: 3136, maxPixels: 112896 },
  }
  const [, name = ''] = /^server:box\/(.+)$/.exec(model) ?? []
  await services.host.changeServer(
    { server: 'box', model: { name, dialect: 'vlm-r3', budgets, calls: 'auto' } },
    never,
  )
}
