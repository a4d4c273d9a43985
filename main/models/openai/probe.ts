/**
 * What a server can do with a model, learned by about sixteen small questions. Where a server counts tokens, the count
 * decides: it tells an image that was dropped or resized, and a turn that was closed instead of continued, whatever the
 * model makes of it. Everything it says is kept with how it was seen.
 */
import type { Abilities } from '../../../app/reasoning/model'
import type { ProbeFinding, ProbeEvent, ProbeId, ProbeReport, Wire } from '../../../app/host/servers'
import { given } from '../../../app/given'
import { predictedOf } from './chat'
import {
  createAsker,
  plainQuestion,
  failureNote,
  no,
  unknownFinding,
  yes,
  type ProbeAsker,
  type ProbeReply,
  type ProbeTarget,
  type ProbeAnswer,
} from './probe-ask'
import { askScores } from './probe-scores'
import { askContinuation, askImages, type HeardWithImage, type Turns } from './probe-turns'

/** Said of servers that call tools but cannot be given a crop after it. */
export const userAfterTool =
  'Calls come back as data, but a user message after a tool message is refused: crops are sent as user messages.'

/** Probes. Ends with `done`. @throws Failure when the server cannot be reached or refuses the plainest question. */
export async function* probe(probed: ProbeTarget, signal: AbortSignal): AsyncGenerator<ProbeEvent> {
  const asker = createAsker(probed, signal)
  const findings: ProbeFinding[] = []
  const found = (id: ProbeId, said: ProbeAnswer): ProbeEvent => {
    const finding = { id, ...said }
    findings.push(finding)
    return { type: 'found', finding }
  }
  yield { type: 'asking', id: 'reach' }
  const first = await asker.ask(
    { messages: [plainQuestion], stream: true, stream_options: { include_usage: true } },
    12,
  )
  yield found('reach', yes(`Answered with ${first.text.length} characters.`))
  yield { type: 'asking', id: 'images' }
  const pictured = await askImages(asker, probed, first)
  yield found('images', pictured.images)
  yield found('image-size', pictured.size)
  yield found('streaming', streaming(first))
  yield { type: 'asking', id: 'stop' }
  const stop = await askStop(asker, first)
  yield found('stop', stop.said)
  yield { type: 'asking', id: 'logprobs' }
  const logprobs = await askLogprobs(asker)
  yield found('logprobs', logprobs.said)
  yield found('alternatives', logprobs.alternatives)
  yield { type: 'asking', id: 'continues-text' }
  const turns = await askContinuation(asker, probed, { plain: first, pictured })
  yield found('continues-text', turns.text)
  yield found('continues-images', turns.images)
  yield { type: 'asking', id: 'tools' }
  const tools = await askTools(asker)
  yield found('tools', tools)
  yield { type: 'asking', id: 'cache' }
  yield found('cache', await askCache(asker, pictured))
  yield { type: 'asking', id: 'seed' }
  yield found('seed', await askSeed(asker))
  yield { type: 'asking', id: 'prediction' }
  const prediction = await askPrediction(asker, first, logprobs)
  yield found('prediction', prediction)
  yield { type: 'asking', id: 'prompt-logprobs' }
  const scores = await askScores(asker, probed, { pictured, turns })
  yield found('prompt-logprobs', scores)

  const wire: Wire = {
    limit: asker.limit(),
    refused: [...new Set([...asker.refused(), ...stop.without, ...turns.without, ...logprobs.without])],
    stop: stop.wire,
    closing: turns.closing,
    logprobs: logprobs.said.verdict === 'yes',
    counts: pictured.size.verdict === 'yes',
    alternatives: logprobs.most,
    stream: first.streamed,
    ...given({ predicts: isYes(prediction), scores: isYes(scores) }),
  }
  const abilities = abilitiesOf(turns, { tools, images: pictured.images })
  const report: ProbeReport = { at: probed.now(), findings, abilities, wire }
  yield { type: 'done', report }
}

function abilitiesOf(
  { images: inside, text }: Turns,
  { tools, images }: { readonly tools: ProbeAnswer; readonly images: ProbeAnswer },
): Abilities {
  return {
    continues: inside.verdict === 'yes' ? 'images' : text.verdict === 'yes' ? 'text' : 'nothing',
    tools: tools.verdict === 'yes',
    images: images.verdict === 'yes',
  }
}

function isYes({ verdict }: ProbeAnswer): true | undefined {
  return verdict === 'yes' ? true : undefined
}

function streaming({ streamed }: ProbeReply): ProbeAnswer {
  return streamed
    ? yes('Comes as it is written.')
    : no('Answers come as a whole; nothing can be watched while it is written.')
}

/** A piece of what it just wrote, as the text to stop at: the same greedy answer must end there. */
async function askStop(
  asker: ProbeAsker,
  { text }: ProbeReply,
): Promise<{ said: ProbeAnswer; wire: Wire['stop']; without: readonly string[] }> {
  const at = Math.floor(text.length / 2)
  const stop = text.slice(at, at + 3)
  const none = (note: string, verdict: ProbeAnswer['verdict'] = 'no') =>
    ({ said: { verdict, note }, wire: 'cut', without: [] }) as const
  if (stop.trim() === '') return none('It wrote too little to try. Relook reads them itself.', 'unknown')
  try {
    const heard = await asker.ask(
      { messages: [plainQuestion], stop: [stop], include_stop_str_in_output: true },
      12,
    )
    if (heard.without.includes('stop'))
      return none('Refused. Relook reads them itself and closes the stream.')
    const first = text.indexOf(stop)
    const { without } = heard
    if (heard.text === text.slice(0, first + stop.length))
      return { said: yes('The stop text comes back.'), wire: 'kept', without }
    if (heard.text !== text.slice(0, first))
      return none('Not seen to stop. Relook reads them itself and closes the stream.')
    if (heard.stopped === stop)
      return { said: yes('Left out of the text, but named.'), wire: 'named', without }
    return none('Left out and not named. Relook reads them itself and closes the stream.', 'yes')
  } catch (error) {
    return none(failureNote(error))
  }
}

async function askLogprobs(asker: ProbeAsker): Promise<{
  readonly said: ProbeAnswer
  readonly alternatives: ProbeAnswer
  readonly most: number
  readonly without: readonly string[]
}> {
  const none = (note: string) => ({ said: no(note), alternatives: no(note), most: 0, without: [] })
  try {
    const heard = await asker.ask({
      messages: [plainQuestion],
      stream: true,
      stream_options: { include_usage: true },
      logprobs: true,
      top_logprobs: 5,
    })
    if (heard.logprobs.length === 0)
      return none('None come back. Words cannot be coloured by how sure it was.')
    const most = Math.max(...heard.logprobs.map((l) => l.top_logprobs?.length ?? 0))
    return {
      said: yes('Each token has its probability.'),
      alternatives: most > 0 ? yes(`${most} per token.`) : no('Only the token that was taken.'),
      most,
      without: heard.without.filter((f) => f === 'top_logprobs'),
    }
  } catch (error) {
    return none(failureNote(error))
  }
}

const noteNumber = {
  name: 'note_number',
  description: 'Notes a number.',
  parameters: { type: 'object', properties: { value: { type: 'integer' } }, required: ['value'] },
}

async function askTools(asker: ProbeAsker): Promise<ProbeAnswer> {
  const tools = [{ type: 'function', function: noteNumber }]
  const user = { role: 'user', content: 'Note the number 7.' }
  const tool_choice = { type: 'function', function: { name: noteNumber.name } }
  try {
    const { called } = await asker.ask({ messages: [user], tools, tool_choice }, 64)
    if (!called) return no('No call came back. Requests are read from the text.')
  } catch (error) {
    return no(failureNote(error))
  }
  // A crop follows a tool's answer as a user's message: some servers take no user there.
  const call = { name: noteNumber.name, arguments: '{"value": 7}' }
  const id = 'look00001'
  const messages = [
    user,
    { role: 'assistant', content: null, tool_calls: [{ id, type: 'function', function: call }] },
    { role: 'tool', tool_call_id: id, content: 'Noted.' },
    plainQuestion,
  ]
  try {
    await asker.ask({ messages, tools }, 1)
    return yes('Calls come back as data.')
  } catch (error) {
    return no(`${userAfterTool} ${failureNote(error)}`)
  }
}

/** The larger image again: what was just read should not be read again. */
async function askCache(asker: ProbeAsker, { again }: HeardWithImage): Promise<ProbeAnswer> {
  if (again === undefined) return unknownFinding('Not tried without images.')
  try {
    const { usage } = await asker.ask(again, 1)
    const cached = usage?.prompt_tokens_details?.cached_tokens
    if (cached === undefined || cached === null) return unknownFinding('Not reported.')
    return cached > 0
      ? yes(`${cached} of ${usage?.prompt_tokens ?? '?'} tokens of a repeated request were cached.`)
      : no('Reported, and none of a repeated short request was cached.')
  } catch (error) {
    return unknownFinding(failureNote(error))
  }
}

/** What it just wrote is predicted, with all else that a run asks for: some servers take a prediction or probabilities, not both. */
async function askPrediction(
  asker: ProbeAsker,
  { text }: ProbeReply,
  { said, most }: { readonly said: ProbeAnswer; readonly most: number },
): Promise<ProbeAnswer> {
  const probabilities = said.verdict === 'yes' ? { logprobs: true, top_logprobs: most } : {}
  const question = {
    messages: [plainQuestion],
    prediction: { type: 'content', content: text },
    ...probabilities,
  }
  try {
    const { usage, without } = await asker.ask(question, 12)
    if (without.includes('prediction')) return no('Refused.')
    if (without.length > 0)
      return no(
        `Not together with ${without.join(', ')}, which ${without.length === 1 ? 'matters' : 'matter'} more here.`,
      )
    const { drafted, accepted } = predictedOf(usage)
    return drafted === undefined
      ? no('Nothing is reported of it: it is not sent.')
      : yes(`${accepted ?? 0} of ${drafted} predicted tokens were accepted. Sent with re-runs.`)
  } catch (error) {
    return no(failureNote(error))
  }
}

async function askSeed(asker: ProbeAsker): Promise<ProbeAnswer> {
  const roll = (seed: number) => asker.ask({ messages: [plainQuestion], temperature: 1, seed }, 12)
  try {
    const texts = [(await roll(7)).text, (await roll(7)).text, (await roll(8)).text]
    if (asker.refused().includes('seed')) return no('Refused. Runs above temperature 0 differ.')
    if (texts[0] !== texts[1]) return no('The same seed gave two different texts.')
    return texts[0] === texts[2]
      ? unknownFinding('Two seeds gave the same text.')
      : yes('The same seed gave the same text, another one another.')
  } catch (error) {
    return unknownFinding(failureNote(error))
  }
}
