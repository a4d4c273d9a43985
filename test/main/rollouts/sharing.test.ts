/** The built-in model reads image and prompt once for a whole group, and the group is the same as without sharing. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { groupsOf } from '../../../app/groups/group'
import { rolloutOf } from '../../../app/groups/rollouts'
import type { Model } from '../../../app/reasoning/model'
import { stepsOf, type Project } from '../../../app/trace/project'
import { createServices } from '../../../main/services'
import type { LoadedModel } from '../../../main/models/onnx/load'
import { readModelManifest } from '../../../main/models/onnx/manifest'
import { testFolder } from '../../builders/folder'
import { indexerInProcess } from '../../builders/indexer'
import { engineOf, follow, never } from '../../builders/services'
import { imagePath, modelFolder, openModel } from '../models/onnx/support'

let loaded: LoadedModel
beforeAll(async () => {
  loaded = await openModel()
})
afterAll(() => loaded.dispose())

/** Samples three rollouts of the test page. */
async function sampled(reuse: boolean): Promise<Project> {
  const { info } = await readModelManifest(modelFolder)
  let picture = ''
  const model: Model = {
    info,
    prompt: async () => [],
    generate: (request, signal) => loaded.generate({ ...request, reuse }, { [picture]: imagePath }, signal),
  }
  const services = await createServices({
    dataFolder: testFolder(),
    about: { version: 'test', shell: 'headless', dialogs: true },
    startEngine: () => {
      throw new Error('no process in this test')
    },
    createEngine: () => engineOf(model),
    startIndexer: indexerInProcess,
  })
  try {
    const made = await services.host.createProject({ source: { type: 'path', path: imagePath } }, never)
    picture = made.image.id
    const settings = { temperature: 1.5, seed: 3, maxTokens: 12, maxLooks: 0 }
    const asked = { question: 'What is the total?', model: info.id, settings, count: 3 }
    await services.host.sampleRollouts({ project: made.project, ...asked }, never)
    return await follow(services.host, made.project, (p) => p.branches.every((b) => b.run.type === 'ended'))
  } finally {
    await services.close()
  }
}

it('encodes and reads the beginning once for all rollouts of a group', async () => {
  const shared = await sampled(true)
  const apart = await sampled(false)
  const costs = (project: Project) =>
    project.branches.map((branch) => stepsOf(project, branch)[0]?.timings ?? undefined)
  const [first, ...rest] = costs(shared)
  expect(first?.encodeMs).toBeGreaterThan(0)
  expect(first?.cachedTokens).toBe(0)
  for (const cost of rest) {
    // Only the last token of the prompt is read again, whose logits come next; no picture is encoded.
    expect(cost?.cachedTokens).toBe((cost?.promptTokens ?? 0) - 1)
    expect(cost?.encodeMs).toBeLessThan((first?.encodeMs ?? 0) / 4)
  }
  for (const cost of costs(apart)) expect(cost?.cachedTokens).toBe(0)
  const texts = (project: Project) =>
    groupsOf(project)[0]?.branches.map((branch) => rolloutOf(project, branch).text) ?? []
  expect(texts(shared)).toHaveLength(3)
  expect(texts(shared)).toEqual(texts(apart))
  expect(new Set(texts(shared)).size).toBeGreaterThan(1)
})
