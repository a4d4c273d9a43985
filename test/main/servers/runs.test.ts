// Runs on a server through the whole main side: what is recorded, how a broken answer goes on, what a branch sends again.
import { describe, expect, it } from 'vitest'
import { box } from '../../../app/geometry/box'
import { defaultSettings, stepsOf, type Project } from '../../../app/trace/project'
import { follow, never, newProject } from '../../builders/services'
import type { Asked } from './local'
import { finish, said, sse } from './local'
import { run, speakVlmR3, started } from './served'

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

  it('re-run with a region moved sends the same bytes up to that region, so that the server’s cache holds', async () => {
    const at = await started({ continues: 'asked', stop: 'kept' })
    await speakVlmR3(at)
    const id = await newProject(at.services)
    const before = await run(at, id)
    const branch = before.branches[0] as NonNullable<(typeof before.branches)[0]>
    const look = stepsOf(before, branch).find((s) => s.type === 'look')
    if (look?.type !== 'look') throw new Error('no look')
    const region = box<'image'>(300, 90, 620, 410)
    await at.services.host.edit(
      {
        project: id,
        change: { type: 'drafted', key: look.id, draft: { type: 'region', region } },
      },
      never,
    )
    await run(at, id, { branch: branch.id, step: look.id })
    const [first = '', moved = ''] = at.asked.slice(-2).map(({ text }) => text)
    const same = [...first].findIndex((letter, at) => letter !== moved[at])
    // The settings, the question, the picture and the thought before the region: all but the numbers and what follows.
    expect(first.slice(same - 30, same)).toContain('I look.')
    expect(first.slice(0, same)).toContain('data:image/png;base64,')
    expect(first.slice(same)).toMatch(/^\d/)
    expect(moved.slice(same)).toMatch(/^\d/)
  })

  it('whose pictures the server shrinks is not taken for right: it fails and says what to set', async () => {
    const at = await started({ continues: 'asked', stop: 'kept', images: 'capped' })
    const project = await run(at, await newProject(at.services))
    const [branch] = project.branches
    // 1008 × 756 is 36 × 27 patches; the trial with small pictures could not see it.
    expect(branch?.run).toMatchObject({ reason: 'failed', failure: { code: 'bad-input' } })
    expect(branch?.run.type === 'ended' && branch.run.failure?.message).toMatch(
      /Box shrank the images or cut the context: they have 972 tokens, and it read \d+ in all\..*“Most pixels”/,
    )
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
        // What a client has not read is lost with the connection.
        const isRead = (p: Project) => p.branches[0]?.open.text.includes('I begin to') === true
        void follow(at.services.host, id, isRead).then(() => response.destroy())
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
