/** Every way to run a model. One file each, one line here. A script, where one is given, comes first: it was asked for. */
import type { Backend, Runtime } from './backend'
import { createOnnx } from './onnx'
import { createScripted } from './scripted'

export const backends = [createScripted, createOnnx] as const satisfies readonly ((
  runtime: Runtime,
) => Backend)[]

export type { Backend, Runtime } from './backend'
