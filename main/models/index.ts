/** Every way to run a model. One file each, one line here. */
import type { Backend, Runtime } from './backend'
import { createOnnx } from './onnx'
import { createScripted } from './scripted'

export const backends = [createOnnx, createScripted] as const satisfies readonly ((
  runtime: Runtime,
) => Backend)[]

export type { Backend, Runtime } from './backend'
