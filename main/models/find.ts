/** A model by its id, and the dialect it is spoken to in; what is not there is told with what is. */
import { dialectOf, type Dialect } from '../../app/dialects'
import { Failure, unknownId } from '../../app/failure'
import type { ModelInfo } from '../../app/reasoning/model'

/** What is known of a model without opening it. @throws Failure `not-found` naming those there are. */
export async function findModel(
  engine: { readonly models: () => Promise<readonly ModelInfo[]> },
  id: string,
): Promise<ModelInfo> {
  const models = await engine.models()
  const info = models.find((m) => m.id === id)
  if (info === undefined)
    throw unknownId(
      'model',
      id,
      models.map((m) => m.id),
    )
  return info
}

/** The dialect of a model. @throws Failure `model-unavailable` for one Relook does not know. */
export function dialectFor({ name, dialect: id }: Pick<ModelInfo, 'name' | 'dialect'>): Dialect {
  const dialect = dialectOf(id)
  if (dialect !== undefined) return dialect
  throw new Failure('model-unavailable', `${name} uses the dialect “${id}”, which Relook does not know.`)
}
