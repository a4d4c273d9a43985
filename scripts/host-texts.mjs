/**
 * What the core and the hosts may say to a person, found in the sources: literals of two words or more where sentences are, with
 * what is put in as places (`There is no file {path}.`). Nothing is marked, so nothing can be forgotten; what is for a model, a
 * terminal, a log or a file is named here, and a text of one word is marked with `msg`.
 */
import ts from 'typescript'

/** Files whose texts reach a person through the window or the desktop's menus. */
const heard = [/^app\/.*\.ts$/, /^main\/.*\.ts$/]
const unheard = [
  // The terminal, and clients of the local server.
  /^main\/(cli|openai-server)(\/|\.ts)/,
  /^main\/http\/(gate|loopback|server|static)\.ts$/,
  // Words of models, to them, and of their tools.
  /^app\/(code|language)\//,
  /^app\/dialects\/(?!marks\/|spans\.ts)/,
  /^app\/reasoning\/messages\.ts$/,
  /^app\/benchmarks\/prompt\.ts$/,
  /^app\/metrics\/(options|judge-prompt|vqa-words)\.ts$/,
  /^app\/exports\/(grpo\/|card\.ts)/,
  /^main\/models\/openai\/probe-ask\.ts$/,
  // Figures, films and pages are files: they are in English, whoever makes them.
  /^app\/(figures\/(?!step-figure)|paint\/|sharing\/(?!archive|shared-project))/,
  /^main\/sharing\/(page-html|write-archive)\.ts$/,
  /^main\/exporting\/settings\.ts$/,
  /^main\/figures\/(svg-brush|pen|fonts)\.ts$/,
]

/** Whether a file's texts are heard. */
export function isHeard(file) {
  return heard.some((own) => own.test(file)) && !unheard.some((other) => other.test(file))
}

/** Two words: one alone may be a name in the code. */
const reads = /\p{L}{2,}[,;:.…]? +[\p{L}\p{N}“]{2,}/u
/** What reads like words and is not for a person. */
const other = [
  /\n/,
  /[`|\\^]|<\w+ |=|\w\/[\w-]+: |^[#[]|^\{"/,
  /\bsans-serif\b|charset|max-age|img-src|^(Noto|HTTP\/|LM Studio)/,
  // Prompts of judges and of a model’s probe, and phrases looked for in answers.
  /^(Please (provide|think) |one two three four$|(The (best|correct) (answer|option) is|The answer( is)?|Best (answer|option):)$)/,
  /^the (letter of the option|number|answer)$|^OCR artwork /,
]
/** Calls whose texts are for code, logs and errors that nobody but a developer sees. */
const calls =
  /(^|\.)(report|Error|RangeError|Response|RegExp|startUtility|includes|startsWith|endsWith|indexOf|lastIndexOf|join|split|set|close|end|write|writeWhole|refuseUpgrade|put|number|custom|describe|deploy|textPart|setHeader|test|exec|replace|replaceAll|tag)$/
const properties = /^(source|from|accept|cookie|csv|content|system|prompt|ability|before|after|rules|B)$/

/** The texts of a file, each with its places. */
export function hostTexts(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const found = new Set()
  const visit = (node) => {
    if (isMark(node)) {
      const marked = textOf(node.arguments[0])
      if (marked !== undefined) found.add(marked)
      return
    }
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return
    if (isApart(node)) {
      // What a call is made on may be texts all the same: `['…', '…'].join(' ')`.
      if (ts.isCallExpression(node)) visit(node.expression)
      return
    }
    const text = textOf(node)
    if (text !== undefined) {
      if (isText(text)) found.add(text.trim())
      // What is put in may be a text as well; the pieces of a sum are none of their own.
      for (const inner of putIn(node)) visit(inner)
      return
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return [...found]
}

function isText(text) {
  const bare = text.replaceAll(/\{\w+\}/g, ' ').trim()
  return reads.test(bare) && !other.some((no) => no.test(text.trimStart()))
}

function isApart(node) {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const name = node.expression.getText()
    return calls.test(name)
  }
  return (
    ((ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) &&
      properties.test(node.name.getText())) ||
    ts.isTaggedTemplateExpression(node)
  )
}

/** `msg(…)`: with what is put in, unlike a text of the window. */
function isMark(node) {
  return ts.isCallExpression(node) && node.expression.getText() === 'msg' && node.arguments.length === 1
}

/** A literal, a template or a sum of them as one text; undefined for anything else. */
function textOf(node) {
  const parts = partsOf(node)
  if (parts === undefined) return undefined
  const used = new Map()
  return parts.map((part) => (typeof part === 'string' ? part : `{${placeName(part, used)}}`)).join('')
}

function partsOf(node) {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.flatMap((span) => [span.expression, span.literal.text])]
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [partsOf(node.left), partsOf(node.right)]
    if (left === undefined && right === undefined) return undefined
    return [...(left ?? [node.left]), ...(right ?? [node.right])]
  }
  return undefined
}

/** What is put in, outermost. */
function putIn(node) {
  return (partsOf(node) ?? []).filter((part) => typeof part !== 'string')
}

/** A name for a place: what is put in is called so in the code. */
function placeName(node, used) {
  const name = nameOf(node)
  const times = (used.get(name) ?? 0) + 1
  used.set(name, times)
  return times === 1 ? name : `${name}${times}`
}

function nameOf(node) {
  if (ts.isIdentifier(node)) return node.text
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments
    if (first !== undefined && (ts.isIdentifier(first) || ts.isPropertyAccessExpression(first)))
      return nameOf(first)
    return ts.isPropertyAccessExpression(node.expression)
      ? nameOf(node.expression.expression)
      : nameOf(node.expression)
  }
  if (ts.isElementAccessExpression(node)) return nameOf(node.expression)
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return nameOf(node.expression)
  return 'part'
}
