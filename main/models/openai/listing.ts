/** The models a server has. */
import { text as textOf } from 'node:stream/consumers'
import { parsedJson } from '../../../app/json'
import { Failure } from '../../../app/failure'
import type { Budgets } from '../../../app/dialects'
import type { Http } from './http'
import { modelsShape } from './protocol'

/** A model as a server lists it; `relook`: it is another Relook, and says how the model is spoken with. */
export interface ListedModel {
  readonly name: string
  readonly relook?: Budgets & { readonly dialect: string }
}

/** Asks for the list. @throws Failure when what answers is no such server. */
export async function listModels(
  http: Http,
  name: string,
  signal: AbortSignal,
): Promise<readonly ListedModel[]> {
  const answer = await http.ask({ path: '/models', signal, retry: false })
  const text = await textOf(answer.body)
  const read = modelsShape.safeParse(parsedJson(text))
  if (!read.success)
    throw new Failure(
      'not-found',
      `${name} does not list models as OpenAI’s API does. Check the address.`,
      text.slice(0, 500),
    )
  return read.data.data.map(({ id, relook }) =>
    relook === undefined
      ? { name: id }
      : { name: id, relook: { dialect: relook.dialect, image: relook.image, crop: relook.crop } },
  )
}
