/** `relook servers`: adds, probes, lists and removes servers from a terminal. A key is never a word of the command line. */
import { createInterface } from 'node:readline/promises'
import { given } from '../../app/given'
import { Failure } from '../../app/failure'
import type { HostImplementation } from '../../app/host'
import { servedModelId, type ProbeFinding, type ServerInfo } from '../../app/host/servers'
import { keyVariable } from '../store/key-store'
import { firstOf } from './asking'
import { never, type CommandContext, type CliCommand } from './command'
import { withServices } from './ephemeral'
import { modelChange, options, serverChange, type ServersWords } from './servers-change'
import { jsonText } from './text'
import { readWords } from './values'

/** Manages servers. */
export const serversCommand: CliCommand = {
  name: 'servers',
  usage: 'servers [add URL | probe ID[/MODEL] | set ID[/MODEL] | refresh ID | remove ID] [--name NAME] …',
  about: 'List the servers models can be run on; add, probe, change or remove one.',
  help: [
    'add URL           add a server (vLLM, SGLang, llama.cpp, Ollama, LM Studio, OpenAI, Gemini, another Relook)',
    '  --name NAME       what it is called here (its address)',
    '  --model NAME      a model it has but does not list (a folder served by transformers)',
    '  --key-stdin       read its key from the input; kept in a file only you can read',
    '  --insecure        accept a certificate that nobody vouches for',
    'probe ID/MODEL    learn what a model there can do (ID alone: all its models)',
    'set ID/MODEL      change how a model is spoken with',
    '  --dialect NAME    the language of its family',
    '  --calls HOW       auto, native (function calls) or text',
    '  --image-pixels N  most pixels of an image sent; keep it within what the server reads',
    '  --crop-pixels N   most pixels of a crop',
    'set ID            change the server: --name, --key-stdin, --insecure, or',
    '  --at-a-time N     most requests at the same time (4)',
    'refresh ID        ask for its models again',
    'remove ID         forget it and its key',
    '--json            one JSON value',
    'A key can also be in the environment: RELOOK_KEY_ID (ID in capitals, - as _).',
  ],
  run: (words, terminal) => {
    const said = readWords(words, options)
    const [verb = 'list', place, ...more] = said.places
    if (more.length > 0) throw new Failure('bad-input', 'Too many words. See relook servers --help.')
    return withServices(terminal, {}, ({ host }) => perform({ host, terminal }, { verb, place, said }))
  },
}

interface Asked {
  readonly verb: string
  readonly place: string | undefined
  readonly said: ServersWords
}

async function perform(asking: CommandContext, { verb, place, said }: Asked): Promise<number> {
  if (verb === 'list') return list(asking, said)
  if (place === undefined) throw new Failure('bad-input', `Say which: relook servers ${verb} …. See --help.`)
  const { host, terminal } = asking
  switch (verb) {
    case 'add':
      return add(asking, place, said)
    case 'probe':
      return probeAll(asking, place, said)
    case 'set':
      return set(asking, place, said)
    case 'refresh':
      await host.refreshServer({ server: place }, terminal.signal)
      return list(asking, said)
    case 'remove':
      await serverOf(host, place)
      await host.removeServer({ server: place }, terminal.signal)
      return 0
    default:
      throw new Failure('bad-input', `There is no “servers ${verb}”. See relook servers --help.`)
  }
}

async function serversOf(host: HostImplementation): Promise<readonly ServerInfo[]> {
  return (await firstOf(host.servers({}, never))) ?? []
}

async function serverOf(host: HostImplementation, id: string): Promise<ServerInfo> {
  const all = await serversOf(host)
  const found = all.find((s) => s.id === id)
  if (found !== undefined) return found
  const known = all.map((s) => s.id).join(', ')
  throw new Failure('not-found', `There is no server “${id}”. There is: ${known === '' ? 'none' : known}.`)
}

async function list({ host, terminal: { out } }: CommandContext, { is }: ServersWords): Promise<number> {
  const servers = await serversOf(host)
  if (is('json')) out(jsonText(servers))
  else if (servers.length === 0) out('There are none. Add one: relook servers add URL\n')
  else for (const s of servers) out(described(s))
  return 0
}

function described(server: ServerInfo): string {
  const key = {
    none: 'no key',
    kept: 'key kept',
    environment: `key in ${keyVariable(server.id)}`,
  }[server.key]
  const models = server.models.map((m) => {
    const probed =
      m.probe === undefined
        ? 'not probed'
        : `${m.probe.abilities.continues === 'images' ? 'crops in its turn' : 'crops in turns of their own'}`
    return `    ${servedModelId(server.id, m.name)}  ${m.dialect}, ${probed}\n`
  })
  return `${server.id}  ${server.name}, ${server.url}, ${key}\n${models.join('')}`
}

async function add({ host, terminal }: CommandContext, url: string, said: ServersWords): Promise<number> {
  const key = await keyIn(said)
  const { text, is } = said
  const rest = given({ name: text('name'), key, model: text('model') })
  const { id } = await host.addServer({ url, insecure: is('insecure'), ...rest }, terminal.signal)
  const server = await serverOf(host, id)
  terminal.out(is('json') ? jsonText(server) : described(server))
  return 0
}

/** With `--key-stdin`: the first line of the input. Typed at a terminal it is seen; a pipe or a file is meant. */
async function keyIn({ is }: ServersWords): Promise<string | undefined> {
  if (!is('key-stdin')) return undefined
  const lines = createInterface({ input: process.stdin })
  try {
    for await (const line of lines) if (line.trim() !== '') return line.trim()
  } finally {
    lines.close()
  }
  throw new Failure('bad-input', 'No key came from the input.')
}

async function probeAll(
  { host, terminal }: CommandContext,
  place: string,
  { is }: ServersWords,
): Promise<number> {
  const json = is('json')
  const [id, model] = parts(place)
  const server = await serverOf(host, id)
  const names = model === undefined ? server.models.map((m) => m.name) : [model]
  for (const name of names) {
    if (!json) terminal.out(`${servedModelId(id, name)}\n`)
    for await (const event of host.probeServer({ server: id, model: name }, terminal.signal)) {
      if (event.type === 'found' && !json) terminal.out(line(event.finding))
      if (event.type === 'done' && json)
        terminal.out(jsonText({ model: servedModelId(id, name), ...event.report }))
    }
  }
  return 0
}

const signs = { yes: '✓', no: '✗', unknown: '?' } as const

function line({ id, verdict, note }: ProbeFinding): string {
  return `  ${signs[verdict]} ${id.padEnd(17)} ${note}\n`
}

async function set({ host, terminal }: CommandContext, place: string, said: ServersWords): Promise<number> {
  const [id, name] = parts(place)
  const server = await serverOf(host, id)
  const key = await keyIn(said)
  const change = name === undefined ? serverChange(said) : { model: modelChange(server, name, said) }
  const all = { ...change, ...given({ key }) }
  if (Object.keys(all).length === 0)
    throw new Failure('bad-input', 'Say what to change. See relook servers --help.')
  await host.changeServer({ server: id, ...all }, terminal.signal)
  terminal.out(described(await serverOf(host, id)))
  return 0
}

/** `ID/MODEL`, also with `server:` before it. Names of models may have slashes of their own. */
function parts(place: string): readonly [string, string | undefined] {
  const text = place.replace(/^server:/, '')
  const at = text.indexOf('/')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
