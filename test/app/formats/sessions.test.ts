/** Sessions of coding agents: the talk that was gone on with, branches that were left, sub-agents; Codex with and without its items. */
import { describe, expect, test } from 'vitest'
import { claudeThreads } from '../../../app/formats/claude-session'
import { codexThread, isCodexLine } from '../../../app/formats/codex-session'
import { isSessionLine } from '../../../app/formats/sessions'
import { likeliest, refusedFor, tracesIn } from '../../builders/format-rows'

type Line = Readonly<Record<string, unknown>>

/** A line of Claude Code: what follows which, and what was said. */
function line(
  [uuid, parentUuid]: readonly [string, string | null],
  role: 'user' | 'assistant',
  content: unknown,
  more: object = {},
): Line {
  return {
    type: role,
    uuid,
    parentUuid,
    isSidechain: false,
    sessionId: 's',
    message: { role, content },
    ...more,
  }
}
const said = (lines: readonly Line[]) =>
  claudeThreads(lines).map(({ id, messages }) => [id, messages.map((m) => m['content'])])

describe('Claude Code', () => {
  test('is its lines in order, whatever lies between them', () => {
    const lines = [
      { type: 'file-history-snapshot', messageId: 'x' },
      line(['1', null], 'user', 'What?'),
      line(['2', '1'], 'assistant', 'Red.', {
        message: { role: 'assistant', content: 'Red.', model: 'claude-x' },
      }),
      { type: 'system', uuid: '9', parentUuid: '2', content: 'compacted' },
    ]
    expect(said(lines)).toEqual([['s', ['What?', 'Red.']]])
    expect(claudeThreads(lines)[0]?.model).toBe('claude-x')
  })

  test('a message sent again leaves a branch behind; the last is what was gone on with', () => {
    const lines = [
      line(['1', null], 'user', 'What?'),
      line(['2', '1'], 'assistant', 'Red.'),
      line(['3', '2'], 'user', 'Sure?'),
      line(['4', '3'], 'assistant', 'Yes.'),
      line(['5', '2'], 'user', 'Really?'),
      line(['6', '5'], 'assistant', 'No.'),
    ]
    expect(said(lines)).toEqual([
      ['s', ['What?', 'Red.', 'Really?', 'No.']],
      ['s · branch 1', ['What?', 'Red.', 'Sure?', 'Yes.']],
    ])
  })

  test('results of parallel calls are no branches', () => {
    const use = (id: string) => [{ type: 'tool_use', id, name: 'f', input: {} }]
    const back = (id: string) => [{ type: 'tool_result', tool_use_id: id, content: id }]
    const lines = [
      line(['1', null], 'user', 'What?'),
      line(['2', '1'], 'assistant', use('a')),
      line(['3', '2'], 'assistant', use('b')),
      line(['4', '2'], 'user', back('a')),
      line(['5', '3'], 'user', back('b')),
      line(['6', '5'], 'assistant', 'Red.'),
    ]
    expect(said(lines)).toEqual([['s', ['What?', use('a'), use('b'), back('a'), back('b'), 'Red.']]])
  })

  test('what sub-agents said apart is a talk each', () => {
    const aside = (uuid: string, parent: string | null, role: 'user' | 'assistant', agentId: string) =>
      line([uuid, parent], role, uuid, { isSidechain: true, agentId })
    const lines = [
      line(['1', null], 'user', 'What?'),
      aside('a', null, 'user', 'x'),
      line(['2', '1'], 'assistant', 'Red.'),
      aside('b', 'a', 'assistant', 'x'),
      aside('c', null, 'user', 'y'),
    ]
    expect(said(lines)).toEqual([
      ['s', ['What?', 'Red.']],
      ['s · aside', ['a', 'b']],
      ['s · aside', ['c']],
    ])
    expect(claudeThreads(lines).map((t) => t.meta['isSidechain'])).toEqual([undefined, true, true])
  })

  test('a file that begins in the middle is one talk', () => {
    const lines = [
      line(['7', 'gone'], 'assistant', 'Red.'),
      line(['8', '7'], 'user', 'Sure?'),
      line(['9', 'gone too'], 'assistant', 'Yes.'),
    ]
    expect(said(lines)).toEqual([['s', ['Red.', 'Sure?', 'Yes.']]])
  })

  test('a circle of parents ends', () => {
    const lines = [
      line(['1', '2'], 'user', 'a'),
      line(['2', '1'], 'assistant', 'b'),
      line(['3', '2'], 'user', 'c'),
    ]
    expect(said(lines)).toEqual([['s', ['a', 'b', 'c']]])
  })

  test('what the program put in itself is no question; results it put in are kept', () => {
    const lines = [
      line(['0', null], 'user', 'Caveat: …', { isMeta: true }),
      line(['1', '0'], 'user', 'What?'),
      line(['2', '1'], 'user', [{ type: 'tool_result', content: 'here' }], { isMeta: true }),
      line(['3', '2'], 'assistant', 'Red.'),
    ]
    expect(said(lines)[0]?.[1]).toEqual(['What?', [{ type: 'tool_result', content: 'here' }], 'Red.'])
  })

  test('a summary is the title of the talk its leaf is in', () => {
    const lines = [
      { type: 'summary', summary: 'About a cup', leafUuid: '2' },
      line(['1', null], 'user', 'What?', { cwd: '/work', gitBranch: 'main', requestId: 'r' }),
      line(['2', '1'], 'assistant', 'Red.'),
    ]
    expect(claudeThreads(lines)[0]?.meta).toEqual({ cwd: '/work', gitBranch: 'main', summary: 'About a cup' })
  })

  test('words of no model are not its name', () => {
    const lines = [
      line(['1', null], 'user', 'What?'),
      line(['2', '1'], 'assistant', 'x', {
        message: { role: 'assistant', content: 'Red.', model: 'claude-x' },
      }),
      line(['3', '2'], 'assistant', 'x', {
        message: { role: 'assistant', content: 'API error', model: '<synthetic>' },
      }),
    ]
    expect(claudeThreads(lines)[0]?.model).toBe('claude-x')
  })

  test('two sessions in one file are two', () => {
    const lines = [
      line(['1', null], 'user', 'What?'),
      line(['2', null], 'user', 'Why?', { sessionId: 't' }),
      line(['3', '2'], 'assistant', 'So.', { sessionId: 't' }),
      line(['4', '1'], 'assistant', 'Red.'),
    ]
    expect(said(lines)).toEqual([
      ['s', ['What?', 'Red.']],
      ['t', ['Why?', 'So.']],
    ])
    expect(likeliest(lines)).toBe('session')
    expect(tracesIn('session', lines).map((t) => [t.id, t.question])).toEqual([
      ['s', 'What?'],
      ['t', 'Why?'],
    ])
  })
})

describe('Codex', () => {
  const at = (type: string, payload: object): Line => ({ timestamp: 't', type, payload })
  const item = (payload: object) => at('response_item', payload)
  const about = at('session_meta', { id: 'c-1', cwd: '/work', cli_version: '1', git: { branch: 'main' } })
  const user = (text: string) =>
    item({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] })

  test('is the items of its session, with its model and folder', () => {
    const thread = codexThread([about, at('turn_context', { model: 'gpt-x' }), user('What?')])
    expect(thread).toMatchObject({
      id: 'c-1',
      model: 'gpt-x',
      meta: { cwd: '/work', cli_version: '1', git: { branch: 'main' } },
      messages: [{ role: 'user', content: [{ text: 'What?' }] }],
    })
  })

  test.each([
    '<environment_context>\n  <cwd>/work</cwd>',
    '<user_instructions>Be brief.',
    '<permissions instructions>',
    '<turn_aborted>',
    '# AGENTS.md instructions for /work',
  ])('%j is the program’s, no question', (text) => expect(codexThread([user(text)]).messages).toEqual([]))

  test('words of a person that only mention such a mark are theirs', () => {
    expect(codexThread([user('What is <environment_context>?')]).messages).toHaveLength(1)
  })

  test('developer words are the system’s', () => {
    const told = item({
      type: 'message',
      role: 'developer',
      content: [{ type: 'input_text', text: 'Be brief.' }],
    })
    expect(codexThread([told]).messages).toMatchObject([{ role: 'system' }])
  })

  test('calls of the shell, of functions, and what came back', () => {
    const messages = codexThread([
      item({ type: 'local_shell_call', action: { type: 'exec', command: ['ls'] } }),
      item({ type: 'local_shell_call_output', output: 'a.png' }),
      item({ type: 'function_call', name: 'view_image', arguments: '{"path": "a.png"}' }),
      item({ type: 'function_call_output', output: '{"output": "done", "metadata": {"exit_code": 0}}' }),
      item({ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'x' }),
    ]).messages
    expect(messages).toEqual([
      {
        role: 'assistant',
        content: '',
        function_call: { name: 'local_shell', arguments: { type: 'exec', command: ['ls'] } },
      },
      { role: 'tool', content: 'a.png' },
      {
        role: 'assistant',
        content: '',
        function_call: { name: 'view_image', arguments: '{"path": "a.png"}' },
      },
      { role: 'tool', content: 'done' },
      { role: 'assistant', content: '', reasoning_content: 'Hm.' },
    ])
  })

  test.each<[unknown, unknown]>([
    ['plain', 'plain'],
    ['{"output": 7}', '{"output": 7}'],
    ['[{"type": "input_text", "text": "a"}]', [{ type: 'input_text', text: 'a' }]],
    ['{broken', '{broken'],
    [[{ type: 'input_image', image_url: 'a.png' }], [{ type: 'input_image', image_url: 'a.png' }]],
    [
      { content_items: [{ type: 'input_text', text: 'a' }], success: true },
      [{ type: 'input_text', text: 'a' }],
    ],
    [{ content: 'a' }, 'a'],
    [{}, ''],
    [null, ''],
  ])('an output of %j is %j', (output, content) => {
    expect(codexThread([item({ type: 'function_call_output', output })]).messages).toEqual([
      { role: 'tool', content },
    ])
  })

  test('written without items it still has what was said', () => {
    const event = (payload: object) => at('event_msg', payload)
    const lines = [
      about,
      event({ type: 'user_message', message: 'What?', images: ['data:image/png;base64,AAAA'] }),
      event({ type: 'agent_reasoning', text: 'Hm.' }),
      event({ type: 'token_count', info: {} }),
      event({ type: 'agent_message', message: 'Red.' }),
    ]
    const [trace] = tracesIn('session', lines)
    expect(trace).toMatchObject({
      id: 'c-1',
      question: 'What?',
      images: [{ type: 'inline', base64: 'AAAA' }],
      turns: [{ text: '<think>\nHm.\n</think>\nRed.' }],
    })
  })
})

describe('a line of a session', () => {
  test.each<[Line, boolean]>([
    [{ type: 'response_item', payload: {} }, true],
    [{ type: 'response_item', payload: 'a' }, false],
    [{ type: 'message', payload: {} }, false],
    [{ parentUuid: null, isSidechain: false }, true],
    [{ sessionId: 's', uuid: 'u', message: {} }, true],
    [{ leafUuid: 'u', summary: 'a' }, true],
    [{ uuid: 'u', message: {} }, false],
    [{}, false],
  ])('%j: %s', (row, is) => {
    expect(isSessionLine(row)).toBe(is)
    expect(isCodexLine(row)).toBe(is && 'payload' in row)
  })

  test('of a session in which nothing was said it is told', () => {
    expect(refusedFor('session', [{ type: 'session_meta', payload: { id: 'c' } }])).toEqual([
      { message: 'The session holds nothing that was said.' },
    ])
  })
})
