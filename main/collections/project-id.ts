/** Ids of projects that are traces of a file: the collection and what the row says. Pure. */

/** A project's collection and the key of its row; undefined for a project that comes from no file. */
export function partsOfProject(
  project: string,
): { readonly collection: string; readonly key: string } | undefined {
  const found = /^(c[0-9a-f]{12})-([0-9a-z-]{20,50})$/.exec(project)
  return found === null ? undefined : { collection: found[1] ?? '', key: found[2] ?? '' }
}
