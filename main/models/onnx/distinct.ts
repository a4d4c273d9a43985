/** Tells models apart that call themselves the same: two exports of one checkpoint, or two number formats of one repository. */
import { basename } from 'node:path'

/** What a model folder calls its model. */
export interface NamedFolder {
  readonly folder: string
  readonly id: string
  readonly name: string
  readonly builtIn: boolean
}

/**
 * By folder, what each model is called: several of one id are each known by their folder instead, so that a second one never
 * quietly takes the place of the first. The built-in ones keep theirs.
 */
export function distinct(found: readonly NamedFolder[]): ReadonlyMap<string, { id: string; name: string }> {
  const own = (m: NamedFolder) => m.builtIn || found.filter((o) => o.id === m.id).length === 1
  const given = new Set(found.filter(own).map((m) => m.id))
  const names = new Map<string, { id: string; name: string }>()
  for (const model of found) {
    const folder = basename(model.folder)
    if (own(model)) {
      names.set(model.folder, { id: model.id, name: model.name })
      continue
    }
    let id = folder
    for (let i = 2; given.has(id); i++) id = `${folder}-${i}`
    given.add(id)
    names.set(model.folder, { id, name: model.name === folder ? folder : `${model.name} (${folder})` })
  }
  return names
}
