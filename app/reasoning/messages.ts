/** A question and the steps so far, as the messages a model is given. The same steps always give the same bytes. */
import type { Dialect } from '../dialects/dialect'
import type { Step, View } from '../trace/step'
import type { Message, Part } from './model'

/** What a context is made of. */
export interface Context {
  readonly question: string
  readonly view: View
  /** False asks for an answer without regions. */
  readonly looks: boolean
  readonly steps: readonly Step[]
}

/** The messages: one user turn with image and question, and the assistant's turn so far where there is any. */
export function toMessages(dialect: Dialect, context: Context): readonly Message[] {
  const user: Message = {
    role: 'user',
    parts: [
      { type: 'image', view: context.view },
      { type: 'text', text: dialect.ask(context.question, context.looks) },
    ],
  }
  const parts = context.steps.flatMap(partsOf)
  return parts.length === 0 ? [user] : [user, { role: 'assistant', parts }]
}

/** A step as it stands in the context. Its generated tokens are kept, so that a prefix is what the model saw, exactly. */
function partsOf(step: Step): readonly Part[] {
  if (step.type === 'observation') return [{ type: 'image', view: step.view }]
  if (step.tokens === undefined || step.tokens.length === 0) return textPart(step.raw)
  const text = step.tokens.map((t) => t.text).join('')
  const appended = step.appended ?? ''
  // Text that does not add up was changed by someone: then the text counts, not the tokens.
  if (text + appended !== step.raw) return textPart(step.raw)
  return [{ type: 'text', text, ids: step.tokens.map((t) => t.id) }, ...textPart(appended)]
}

function textPart(text: string): readonly Part[] {
  return text === '' ? [] : [{ type: 'text', text }]
}
