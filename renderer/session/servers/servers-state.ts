/** What the window knows of servers. Plain data. */
import type { FailureData } from '../../../app/failure'
import type { ModelInfo } from '../../../app/reasoning/model'
import {
  parseServedModelId,
  type ProbeFinding,
  type ProbeId,
  type ServedModel,
  type ServerInfo,
} from '../../../app/host/servers'

/** A probe under way or just ended badly; what it learned well is part of the server's own data. */
export interface ProbeProgress {
  readonly asking: ProbeId | undefined
  readonly findings: readonly ProbeFinding[]
  readonly failure?: FailureData
}

export interface ServersState {
  readonly list: readonly ServerInfo[]
  /** By model id. */
  readonly probing: Readonly<Record<string, ProbeProgress>>
  /** The model that is tried because a run waits for it. */
  readonly awaited: string | undefined
  /** The server whose page is open in the dialog; undefined is the page that adds one. */
  readonly shown: string | undefined
}

/** Before the host has told of any. */
export const noServers: ServersState = {
  list: [],
  probing: {},
  awaited: undefined,
  shown: undefined,
}

/** A server with more models than this (a company's whole catalogue) offers those a person has had to do with. */
export const manyModels = 12

/** The models to offer in a menu, and how many more there are on servers. `chosen` is always among them. */
export function offered(
  models: readonly ModelInfo[],
  servers: readonly ServerInfo[],
  chosen: string | undefined,
): { readonly models: readonly ModelInfo[]; readonly more: number } {
  const shown = models.filter(({ id }) => {
    const place = parseServedModelId(id)
    const server = servers.find((s) => s.id === place?.server)
    if (server === undefined || server.models.length <= manyModels || id === chosen) return true
    const served = server.models.find((m) => m.name === place?.model)
    return served !== undefined && isUsed(served)
  })
  return { models: shown, more: models.length - shown.length }
}

function isUsed({ probe, byHand }: ServedModel): boolean {
  return probe !== undefined || byHand === true
}
