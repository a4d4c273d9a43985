/**
 * Entry of the thread that reads what others made: files of traces, dumps of rollouts, data of benchmarks. It may end at any
 * time; what it keeps on disk goes on from where it stood.
 */
import { parentPort } from 'node:worker_threads'
import { serve } from '../../app/port'
import { createDataService, dataContract } from '../evaluation/data-thread'
import { rolloutIndexContract } from '../rollouts/index-contract'
import { createRolloutIndexService } from '../rollouts/index-service'
import { indexerContract } from './indexer-contract'
import { createIndexerService } from './indexer-service'
import { keepBeating } from '../ports/beat'
import { threadPort } from '../ports/thread'

keepBeating()
if (parentPort !== null)
  serve(
    { ...indexerContract, ...rolloutIndexContract, ...dataContract },
    { ...createIndexerService(), ...createRolloutIndexService(), ...createDataService() },
    threadPort(parentPort),
  )
