/** Every way to run a model. One file each, one line here. A script, where one is given, comes first: it was asked for. */
import type { Backend, Runtime } from './backend'
import { createOnnx } from './onnx'
import { createOpenai } from './openai'
import { createScripted } from './scripted'

export const backends = [createScripted, createOnnx, createOpenai] as const satisfies readonly ((
  runtime: Runtime,
) => Backend)[]

export type { Backend, Runtime } from './backend'
