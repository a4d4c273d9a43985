/** What is tried of a served model is called for people. Pure. */
import type { ProbeId } from '../../app/host/servers'

/** What is tried, in words. */
export const probeTitles: Readonly<Record<ProbeId, string>> = {
  reach: 'Answers',
  images: 'Images',
  'image-size': 'Keeps image sizes',
  streaming: 'Streams',
  stop: 'Stop texts',
  logprobs: 'Token probabilities',
  alternatives: 'Alternatives per token',
  'continues-text': 'Continues a turn',
  'continues-images': 'Images inside a turn',
  tools: 'Function calls',
  cache: 'Reports its cache',
  seed: 'Seed',
}
