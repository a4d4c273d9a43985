/** Names in markup, where some letters are written out (`57 &amp; 59`), and names that nothing closes. Knows no mark. */

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** A name as it is meant. */
export function withoutEntities(name: string): string {
  return name.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity: string) => entities[entity] ?? '')
}

/** A name that can stand between marks and in an attribute: `withoutEntities` gives it back. */
export function withEntities(name: string): string {
  return name.replace(/[&<>"]/g, (letter) => {
    const entity = Object.keys(entities).find((key) => entities[key] === letter)
    return entity === undefined ? letter : `&${entity};`
  })
}

/** A name beside location tokens, which a mark, a semicolon or the line's end would end: those are blanks in it. */
export function unmarkedName(name: string): string {
  const words = name.replace(/[<>;\s]+/g, ' ').trim()
  return words === '' ? 'region' : words
}
