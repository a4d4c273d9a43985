/** What is tried of a served model is called for people. Pure. */
import { msg, type Message } from '../../app/message'
import type { ProbeId } from '../../app/host/servers'

/** What is tried, in words. */
export const probeTitles: Readonly<Record<ProbeId, Message>> = {
  reach: msg('Answers'),
  images: msg('Images'),
  'image-size': msg('Keeps image sizes'),
  streaming: msg('Streams'),
  stop: msg('Stop texts'),
  logprobs: msg('Token probabilities'),
  alternatives: msg('Alternatives per token'),
  'continues-text': msg('Continues a turn'),
  'continues-images': msg('Images inside a turn'),
  prediction: msg('Predicted text'),
  'prompt-logprobs': msg('Probabilities of a given text'),
  tools: msg('Function calls'),
  cache: msg('Reports its cache'),
  seed: msg('Seed'),
}
