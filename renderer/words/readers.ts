/** What the parts of a named reader are called for people. Pure. */
import type { Role } from '../session/readers/mapping'

/** What a value is, as a choice. */
export function roleWords(role: Role, about: 'record' | 'call'): string {
  const words: Readonly<Record<Role, string>> = {
    question: 'Question',
    image: about === 'call' ? 'Number of its image' : 'Image',
    text: 'What the model wrote',
    dialogue: 'Messages',
    answer: 'Answer of the model',
    gold: 'Accepted answer',
    boxes: 'Boxes',
    label: 'Label of the box',
    id: 'Id',
    box: 'The box',
    first: '1st number of the box',
    second: '2nd number of the box',
    third: '3rd number of the box',
    fourth: '4th number of the box',
  }
  return words[role]
}
