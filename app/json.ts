/** Texts of JSON that may be none: files that break off, answers of servers, what a model wrote. */

/** What a text of JSON holds; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  return parsedJson(text) !== undefined
}
