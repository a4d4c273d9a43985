// Runs on a server through the whole main side: what is recorded, how a broken answer goes on, and where the key is not.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runResult } from '../../../app/exports/run-result'
import { defaultSettings, stepsOf, type Project } from '../../../app/trace/project'
import { servedModelId } from '../../../app/servers'
import { createServices, type Services } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { allEnded, follow, never, newProject } from '../../builders/services'
import type { Asked } from './local'
import { all, finish, said, sse } from './local'
import { pretendServer, type Habits } from './pretend'

const key = 'sk-run-secret-4321'
const look = '<think>I look. {"bbox_2d": [28, 28, 140, 112]}'
const answer = 'It is red.</think>\n<answer>red</answer>'

/** Looks until there is a second picture in the request, then answers; counts to the probe. */
function looksOnce({ body }: Asked): string {
  const text = JSON.stringify(body['messages'])
  if (!text.includes('What is it?')) return 'one, two, three, four, five, six'
  return text.split('image_url":{').length > 2 ? answer : look
}

async function started(
  habits: Habits,
): Promise<{ services: Services; folder: string; asked: Asked[]; model: string }> {
  const local = await pretendServer({ says: looksOnce, ...habits })
  const folder = testFolder()
  const services = await createServices({
    dataFolder: folder,
    about: { version: 'test', shell: 'headless', dialogs: false },
    startEngine: () => {
      throw new Error('a served model needs no process')
    },
  })
  onTestFinished(() => services.close())
  const { id } = await services.host.addServer({ url: local.url, name: 'Box', key, insecure: false }, never)
  return { services, folder, asked: local.asked, model: servedModelId(id, 'lab/qwen2.5-vl') }
}

async function run(
  { services, model }: { services: Services; model: string },
  project: string,
  from?: { branch: string; step?: string },
): Promise<Project> {
  const request = { project, question: 'What is it?', model, settings: defaultSettings }
  await services.host.run(from === undefined ? request : { ...request, from }, never)
  return follow(services.host, project, allEnded)
}

/** The dialect that is spoken by the served model in these tests. */
async function speakVlmR3({ services, model }: { services: Services; model: string }): Promise<void> {
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

const roles = ({ body }: Asked) => (body['messages'] as { role: string }[]).map((m) => m.role)

describe('a run on a server', () => {
  it('that continues turns puts the crop into the model’s own turn, and the trace says so', async () => {
    const at = await started({ continues: 'asked', stop: 'kept' })
    await speakVlmR3(at)
    const project = await run(at, await newProject(at.services))
    const [branch] = project.branches
    if (branch === undefined) throw new Error('no branch')
    expect(branch).toMatchObject({
      manner: { crops: 'assistant', unfinished: 'continued' },
      run: { reason: 'answered' },
    })
    expect(stepsOf(project, branch).map((s) => s.type)).toEqual([
      'thought',
      'look',
      'observation',
      'thought',
      'answer',
    ])
    expect(roles(at.asked.at(-1) as Asked)).toEqual(['user', 'assistant'])
    expect(at.asked.at(-1)?.body).toMatchObject({
      continue_final_message: true,
      add_generation_prompt: false,
    })
  })

  it('that does not, hands the crop over as a turn of the user, and the trace says so', async () => {
    const at = await started({
      continues: 'never',
      refuses: ['continue_final_message', 'add_generation_prompt'],
    })
    await speakVlmR3(at)
    const project = await run(at, await newProject(at.services))
    const [branch] = project.branches
    if (branch === undefined) throw new Error('no branch')
    expect(branch).toMatchObject({
      manner: { crops: 'user', unfinished: 'asked' },
      run: { reason: 'answered' },
    })
    expect(stepsOf(project, branch).map((s) => s.type)).toEqual([
      'thought',
      'look',
      'observation',
      'thought',
      'answer',
    ])
    expect(roles(at.asked.at(-1) as Asked)).toEqual(['user', 'assistant', 'user'])
    expect(at.asked.at(-1)?.body).not.toHaveProperty('continue_final_message')
  })

  it('of a closed model asks by function calls, and its crops are answers to them', async () => {
    const args = '{"bbox_2d": [100, 100, 500, 500], "label": "sign", "img_idx": 0}'
    const at = await started({
      continues: 'never',
      refuses: ['continue_final_message', 'add_generation_prompt'],
      tools: true,
      instead: (response, { body }) => {
        if (body['tool_choice'] !== 'auto') return false
        const call = (delta: object) => ({
          choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...delta }] } }],
        })
        const seen = (body['messages'] as { role: string }[]).some((m) => m.role === 'tool')
        if (seen) sse(response, said('<answer>red</answer>'), finish(), '[DONE]')
        else
          sse(
            response,
            said('I zoom in. '),
            call({ id: 'c1', function: { name: 'image_zoom_in_tool', arguments: args.slice(0, 20) } }),
            call({ function: { arguments: args.slice(20) } }),
            finish('tool_calls'),
            '[DONE]',
          )
        return true
      },
    })
    const budgets = {
      image: { minPixels: 65536, maxPixels: 802816 },
      crop: { minPixels: 65536, maxPixels: 802816 },
    }
    const name = 'lab/qwen2.5-vl'
    await at.services.host.changeServer(
      { server: 'box', model: { name, dialect: 'qwen3-vl', budgets, calls: 'auto' } },
      never,
    )
    const project = await run(at, await newProject(at.services))
    const branch = project.branches[0] as NonNullable<(typeof project.branches)[0]>
    expect(branch).toMatchObject({
      manner: { crops: 'call', unfinished: 'asked' },
      run: { reason: 'answered' },
    })
    expect(stepsOf(project, branch).map((s) => s.type)).toEqual(['thought', 'look', 'observation', 'answer'])
    const last = at.asked.at(-1)
    expect(roles(last as Asked)).toEqual(['user', 'assistant', 'tool', 'user'])
    const calls = (last?.body['messages'] as { tool_calls?: object[]; tool_call_id?: string }[]).slice(1, 3)
    expect(calls).toMatchObject([
      {
        content: 'I zoom in. ',
        tool_calls: [{ id: 'look00001', function: { name: 'image_zoom_in_tool', arguments: args } }],
      },
      { tool_call_id: 'look00001' },
    ])
  })

  it('is probed before its first request, once', async () => {
    const at = await started({ continues: 'asked' })
    await speakVlmR3(at)
    const project = await newProject(at.services)
    await run(at, project)
    const first = at.asked.length
    await run(at, project)
    expect(at.asked.length - first).toBe(2)
  })

  it('sends the picture at the size of the family’s rule, and the same bytes again in a branch', async () => {
    const at = await started({ continues: 'asked', stop: 'kept' })
    await speakVlmR3(at)
    const project = await newProject(at.services)
    const before = await run(at, project)
    const branch = before.branches[0]
    const looked = stepsOf(before, branch as NonNullable<typeof branch>).find((s) => s.type === 'look')
    await run(at, project, { branch: branch?.id ?? '', step: looked?.id ?? '' })
    const [first, again] = at.asked.filter((a) => a.path.endsWith('/completions')).slice(-2)
    expect(JSON.stringify(again?.body['messages'])).toBe(JSON.stringify(first?.body['messages']))
    const image = (first?.body['messages'] as { content: { image_url?: { url: string } }[] }[])[0]?.content[0]
    const png = Buffer.from(image?.image_url?.url.split(',')[1] ?? '', 'base64')
    // Width and height of a PNG stand at bytes 16 and 20.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
      branch?.view.size.width,
      branch?.view.size.height,
    ])
  })

  it('that breaks off keeps the partial step, and goes on from it', async () => {
    let broken = false
    const at = await started({
      continues: 'asked',
      stop: 'kept',
      instead: (response, { body }) => {
        const isRun = JSON.stringify(body['messages']).includes('What is it?')
        if (!isRun || broken) return false
        broken = true
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: {"choices":[{"index":0,"delta":{"content":"<think>I begin to"}}]}\n\n')
        setTimeout(() => response.destroy(), 20)
        return true
      },
    })
    await speakVlmR3(at)
    const id = await newProject(at.services)
    const project = await run(at, id)
    const branch = project.branches[0] as NonNullable<(typeof project.branches)[0]>
    expect(branch.run).toMatchObject({ type: 'ended', reason: 'failed', failure: { code: 'disconnected' } })
    const [partial] = stepsOf(project, branch)
    expect(partial).toMatchObject({ type: 'thought', raw: '<think>I begin to' })
    const after = await run(at, id, { branch: branch.id, step: partial?.id ?? '' })
    expect(after.branches.at(-1)?.run).toMatchObject({ reason: 'answered' })
    const goneOn = at.asked.filter((a) => JSON.stringify(a.body).includes('I begin to'))[0]
    expect(goneOn?.body['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: '<think>I begin to' },
    ])
  })

  it('stopped in the middle leaves the server', async () => {
    const at = await started({
      continues: 'asked',
      instead: (response, { body }) => {
        if (!JSON.stringify(body['messages']).includes('What is it?')) return false
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: {"choices":[{"index":0,"delta":{"content":"<think>"}}]}\n\n')
        response.once('close', () => closed.push(true))
        return true
      },
    })
    const closed: boolean[] = []
    await speakVlmR3(at)
    const id = await newProject(at.services)
    const request = { project: id, question: 'What is it?', model: at.model, settings: defaultSettings }
    const { branch } = await at.services.host.run(request, never)
    await follow(at.services.host, id, (p) => p.branches[0]?.open.text !== '')
    await at.services.host.stop({ project: id, branch }, never)
    await expect.poll(() => closed).toEqual([true])
  })

  it('leaves its key in no file but the key file, in no trace, no export, and never gives it to the window', async () => {
    const at = await started({ continues: 'asked', stop: 'kept' })
    await speakVlmR3(at)
    const project = await run(at, await newProject(at.services))
    const holding = filesIn(at.folder).filter((f) => readFileSync(f).includes(key))
    expect(holding.map((f) => f.slice(at.folder.length + 1))).toEqual(['keys.json'])
    expect(statSync(join(at.folder, 'keys.json')).mode & 0o777).toBe(0o600)
    const [servers] = await all(firstOf(at.services.host.servers({}, never)))
    const seen = JSON.stringify([
      servers,
      project,
      project.branches.map((b) => runResult(project, b)),
      await at.services.host.models({}, never),
    ])
    expect(seen).not.toContain(key)
    expect(servers).toMatchObject([{ id: 'box', key: 'kept' }])
    expect(at.asked.every((a) => a.headers.authorization === `Bearer ${key}`)).toBe(true)
  })
})

describe('the list of models', () => {
  it('does not wait for a server that is gone', async () => {
    const at = await started({ continues: 'asked' })
    const found = await at.services.host.models({}, never)
    expect(found.map((m) => m.id)).toContain(at.model)
    expect(found.find((m) => m.id === at.model)).toMatchObject({ server: 'Box', dialect: expect.any(String) })
  })

  it('loses the models of a server that is removed', async () => {
    const at = await started({})
    await at.services.host.removeServer({ server: 'box' }, never)
    const found = await at.services.host.models({}, never)
    expect(found.some((m) => m.server !== undefined)).toBe(false)
  })
})

async function* firstOf<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    yield item
    return
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
}
