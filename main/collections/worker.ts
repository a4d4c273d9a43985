/** Entry of the indexing thread. It may end at any time; what it keeps on disk goes on from where it stood. */
import { parentPort } from 'node:worker_threads'
import { serve } from '../../app/port'
import { indexerContract } from './indexer-contract'
import { createIndexerService } from './indexer-service'
import { threadPort } from './thread'

if (parentPort !== null) serve(indexerContract, createIndexerService(), threadPort(parentPort))
