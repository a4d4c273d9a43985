/** Does the trace end in an answer, and does that follow the form the question asks for? */
import type { Check, Finding } from './check'

/** Longer than this is a paragraph, not an answer to be matched. Characters. */
const longest = 300

/** One answer, short, and a choice where choices are given. */
export const answerCheck: Check = {
  id: 'answer',
  name: 'Answer not in form',
  asks: 'There is one answer, it is short, and of a multiple-choice question it names a choice.',
  find: ({ steps, question }) => {
    const found = (message: string, step?: string): Finding[] => [
      step === undefined ? { check: 'answer', message } : { check: 'answer', step, message },
    ]
    const answers = steps.filter((s) => s.type === 'answer')
    const last = answers.at(-1)
    if (last === undefined) return found('There is no answer.')
    if (answers.length > 1) return found(`There are ${answers.length} answers.`, last.id)
    const text = last.text.trim()
    if (text === '') return found('The answer is empty.', last.id)
    if (text.length > longest) return found('The answer is a paragraph.', last.id)
    const choices = choicesOf(question)
    if (choices.length >= 2 && !namesOne(text, choices))
      return found(
        `The answer names none of the choices ${choices.map((c) => c.letter).join(', ')}.`,
        last.id,
      )
    return []
  },
}

interface Choice {
  readonly letter: string
  readonly text: string
}

/** `A. text`, `(A) text`, `A) text` or `A: text`, each on a line of its own or after the one before. */
export function choicesOf(question: string): readonly Choice[] {
  const marks = [...question.matchAll(/(?:^|[\s(])\(?([A-H])[.):]\s+/g)]
  const choices = marks.map((m, i) => ({
    letter: m[1] ?? '',
    text: firstLine(question.slice(m.index + m[0].length, marks[i + 1]?.index ?? question.length)),
  }))
  // Letters that do not run A, B, C … are no list of choices.
  return choices.every((c, i) => c.letter === String.fromCharCode(65 + i)) ? choices : []
}

function firstLine(text: string): string {
  return text.split('\n', 1).join('').trim()
}

function namesOne(answer: string, choices: readonly Choice[]): boolean {
  const plain = answer.toLowerCase()
  return choices.some(
    ({ letter, text }) =>
      new RegExp(`^\\(?${letter}(?![\\p{L}\\p{N}])`, 'iu').test(answer) ||
      (text !== '' && plain.includes(text.toLowerCase().replace(/[.]$/, ''))),
  )
}
