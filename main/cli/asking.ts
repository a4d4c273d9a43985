/** What several commands ask of a host. Knows no command. */
import { Failure } from '../../app/failure'
import type { HostImplementation } from '../../app/host'
import type { Project } from '../../app/trace/project'
import { never } from './command'

/** The model that was named, else the first there is. @throws Failure `model-unavailable` */
export async function modelNamed(host: HostImplementation, named: string | undefined): Promise<string> {
  const model = named ?? (await host.models({}, never))[0]?.id
  if (model === undefined) throw new Failure('model-unavailable', 'There is no model to run.')
  return model
}

/** A project as it is now. */
export async function stateOf(host: HostImplementation, project: string): Promise<Project> {
  const first = await firstOf(host.follow({ project }, never))
  if (first?.type === 'project') return first.project
  throw new Failure('internal', 'The project could not be followed.')
}

/** What a stream says first: of one that is told again after every change, how it is now. */
export async function firstOf<T>(stream: AsyncIterable<T>): Promise<T | undefined> {
  for await (const one of stream) return one
  return undefined
}
