/** The server part of the host, over the servers. */
import { given } from '../../../app/given'
import { dialectOf } from '../../../app/dialects'
import { Failure } from '../../../app/failure'
import type { HostImplementation } from '../../../app/host'
import type { serversContract } from '../../../app/host/servers'
import type { Servers } from './servers'

/** Implements the server lines of the contract. */
export function serverAbilities(servers: Servers): Pick<HostImplementation, keyof typeof serversContract> {
  return {
    servers: (_, signal) => servers.follow(signal),
    addServer: ({ url, insecure, name, key, model }, signal) =>
      servers.add(
        {
          url,
          insecure,
          ...given({ name, key, model }),
        },
        signal,
      ),
    changeServer: async ({ server, ...change }) => {
      if (change.model !== undefined && dialectOf(change.model.dialect) === undefined)
        throw new Failure('bad-input', `There is no dialect “${change.model.dialect}”.`)
      await servers.change(server, change)
    },
    removeServer: ({ server }) => servers.remove(server),
    refreshServer: ({ server }, signal) => servers.refresh(server, signal),
    probeServer: ({ server, model }, signal) => servers.probe(server, model, signal),
  }
}
