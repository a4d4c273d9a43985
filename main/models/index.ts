/** Every way to run a model. One file each, one line here. A script, where one is given, comes first: it was asked for. */
import type { Backend, CreateBackend } from './backend'
import { createOnnx } from './onnx'
import { createScripted } from './scripted'

/** What backends close over. `script`: a file for the scripted model; `servers`: those a person added. */
export interface BackendParts {
  readonly script: string | undefined
  readonly servers: Backend
}

/** The backends, in the order in which they are asked for a model. */
export function backendsWith({ script, servers }: BackendParts) {
  return {
    scripted: () => createScripted(script),
    onnx: createOnnx,
    servers: () => servers,
  } as const satisfies Readonly<Record<string, CreateBackend>>
}
