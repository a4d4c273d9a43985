/** What the window knows of servers. Plain data. */
import type { FailureData } from '../../app/failure'
import type { Finding, ProbeId, ServerInfo } from '../../app/servers'

/** A probe under way or just ended badly; what it learned well is part of the server's own data. */
export interface Probing {
  readonly asking: ProbeId | undefined
  readonly findings: readonly Finding[]
  readonly failure?: FailureData
}

export interface ServersState {
  readonly servers: readonly ServerInfo[]
  /** By model id. */
  readonly probing: Readonly<Record<string, Probing>>
  /** The server whose page is open in the dialog; undefined is the page that adds one. */
  readonly server: string | undefined
}

export const noServers: ServersState = { servers: [], probing: {}, server: undefined }

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
