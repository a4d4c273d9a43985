/** What a tool gave back, for reading: without the marks that a language puts around it for its model. Pure. */

/** Marks around all that came back, as the languages of the field write them. */
const frame =
  /^\s*<(interpreter|sandbox_output|tool_response|tool_result|tool_output|observation|output|result)>([\s\S]*)<\/\1>\s*$/

/** Where a picture stood that is shown as one. */
const emptyPlace = /<(image_clue_\d+)>\s*<\/\1>/g

/** A stream that nothing was written to. */
const silent = /\n{0,2}(?:stdout|stderr):[ \t]*\n```[ \t]*\n\s*```[ \t]*(?=\n|$)/g

/** The words alone; all of it where nothing would be left. */
export function toolText(text: string): string {
  const bare = text.replace(emptyPlace, '').replace(silent, '')
  const [, name = '', inside = ''] = frame.exec(bare) ?? []
  // Two results one after the other have a frame each.
  const own = name === '' || inside.includes(`</${name}>`) ? bare : inside
  return own.trim() === '' ? text : own.replace(/^\s*\n|\s+$/g, '')
}
