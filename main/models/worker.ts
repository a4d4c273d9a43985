/**
 * Entry of the inference process: answers the engine contract on whatever port its parent gave it (Electron's utility
 * process or Node's child process). It may die at any time; nothing is kept here that cannot be computed again.
 */
import { serve } from '../../app/port'
import { engineContract } from './engine-contract'
import { createInference } from './inference'
import { parentPort } from './parent-port'

serve(
  engineContract,
  createInference(() => process.abort()),
  parentPort(),
)
