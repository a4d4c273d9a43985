/**
 * Entry of the indexing thread: files of traces, and dumps of rollouts. It may end at any time; what it keeps on disk goes on
 * from where it stood.
 */
import { parentPort } from 'node:worker_threads'
import { serve } from '../../app/port'
import { rolloutIndexContract } from '../rollouts/index-contract'
import { createRolloutIndexService } from '../rollouts/index-service'
import { indexerContract } from './indexer-contract'
import { createIndexerService } from './indexer-service'
import { keepBeating } from '../ports/beat'
import { threadPort } from '../ports/thread'

keepBeating()
if (parentPort !== null)
  serve(
    { ...indexerContract, ...rolloutIndexContract },
    { ...createIndexerService(), ...createRolloutIndexService() },
    threadPort(parentPort),
  )
