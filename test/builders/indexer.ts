/** The indexing service in the test's own thread, over a real message channel. */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { serve, type Port } from '../../app/port'
import { indexerContract } from '../../main/collections/indexer-contract'
import { createIndexerService } from '../../main/collections/indexer-service'
import { createDataService, dataContract } from '../../main/evaluation/data-thread'
import { rolloutIndexContract } from '../../main/rollouts/index-contract'
import { createRolloutIndexService } from '../../main/rollouts/index-service'

/** A service of its own, and the way to it. */
export function indexerInProcess(): Port {
  const { port1, port2 } = new MessageChannel()
  serve(
    { ...indexerContract, ...rolloutIndexContract, ...dataContract },
    { ...createIndexerService(), ...createRolloutIndexService(), ...createDataService() },
    portOf(port1),
  )
  return portOf(port2)
}

function portOf(port: MessagePort): Port {
  port.unref()
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', listener)
      port.unref()
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}
