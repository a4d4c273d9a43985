/**
 * A trace told as a dialogue in a language: its own, or another one. The region in image pixels is the truth; numbers are
 * written again in the space of the language and the size of the image it is told with, crops are cut by its rule.
 * What the model wrote itself stays to the letter where language and image size are the same. Pure.
 */
import { Failure } from '../failure'
import { bad, good, type Result } from '../result'
import { missingImage } from '../trace/image'
import type { Step } from '../trace/step'
import { refusing } from './refusing'
import { Teller, wholeImage, textPieces, type DialogueMessage } from './teller'
import type { ExportTrace, ExportRow, TellingOptions, Writer } from './writer'

/** A trace as the model of a language would have had it. */
export interface RetoldTrace {
  /** System (where the language has one), question, then replies and what came back, ending with a reply. */
  readonly messages: readonly DialogueMessage[]
  /** How many of `messages` come before the first reply. */
  readonly asked: number
  readonly answer: string
}

/** The trace in the language. Bad, with the reason, where it cannot be told so that a trainer would learn the right thing. */
export function retell(
  trace: ExportTrace,
  telling: TellingOptions,
  steps: readonly Step[] = trace.steps,
): Result<RetoldTrace> {
  const answer = steps.findLast((s) => s.type === 'answer')
  if (answer === undefined) return bad({ message: 'It has no answer.' })
  // A region or image that the language's own rule refuses is a reason, not an error.
  return refusing(() => {
    const asked = askedMessages(trace, telling)
    const teller = new Teller(trace, telling, steps)
    for (const step of steps) teller.tell(step)
    return good({ messages: [...asked, ...teller.end()], asked: asked.length, answer: answer.text })
  })
}

/** The question alone, as the language asks it. Bad, with the reason, where the image cannot be shown to a model. */
export function question(trace: ExportTrace, telling: TellingOptions): Result<readonly DialogueMessage[]> {
  return refusing(() => good(askedMessages(trace, telling)))
}

/** The question of a trace with an accepted answer, and the first of these. */
export interface AnswerableQuestion {
  readonly messages: readonly DialogueMessage[]
  readonly answer: string
}

/** The same of a trace whose answer can be told right from wrong. */
export function answerable(trace: ExportTrace, telling: TellingOptions): Result<AnswerableQuestion> {
  const [answer] = trace.gold
  if (answer === undefined) return bad({ message: 'It has no accepted answer.' })
  const asked = question(trace, telling)
  return asked.ok ? good({ messages: asked.value, answer }) : asked
}

/** How a writer writes what is told of a trace (`retell`, `answerable`): what cannot be told or written is a reason. */
export function writing<Told>(
  tell: (trace: ExportTrace, telling: TellingOptions) => Result<Told>,
  write: (told: Told, trace: ExportTrace, telling: TellingOptions) => Result<ExportRow>,
): Writer['write'] {
  return (trace, telling) =>
    refusing(() => {
      const told = tell(trace, telling)
      if (!told.ok) return told
      const row = write(told.value, trace, telling)
      return row.ok ? good([row.value]) : row
    })
}

function askedMessages(trace: ExportTrace, { dialect, budgets }: TellingOptions): readonly DialogueMessage[] {
  const { image } = trace.project
  if (image.id === missingImage) throw new Failure('bad-input', 'Its image was not found.')
  const looks = trace.branch.settings.maxLooks > 0 || trace.steps.some((s) => s.type === 'look')
  const view = dialect.overview(image.id, image, budgets)
  const question: DialogueMessage = {
    role: 'user',
    pieces: [
      ...textPieces(looks ? (dialect.beforeImage ?? '') : ''),
      { type: 'image', view: wholeImage(view) },
      ...textPieces(dialect.ask(trace.branch.question, looks, image)),
    ],
  }
  const own = dialect.id === trace.branch.dialect ? trace.project.origin?.system : undefined
  const system = own ?? (looks ? dialect.system : undefined)
  return system === undefined ? [question] : [{ role: 'system', pieces: textPieces(system) }, question]
}
