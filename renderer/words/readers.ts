/** What the parts of a named reader are called for people. Pure. */
import type { Role } from '../session/readers/mapping'
import { t } from '../language/text'

/** What a value is, as a choice. */
export function roleWords(role: Role, about: 'record' | 'call'): string {
  const words: Readonly<Record<Role, string>> = {
    question: t('Question'),
    image: about === 'call' ? t('Number of its image') : t('Image'),
    text: t('What the model wrote'),
    dialogue: t('Messages'),
    answer: t('Answer of the model'),
    gold: t('Accepted answer'),
    boxes: t('Boxes'),
    label: t('Label of the box'),
    id: 'Id',
    box: t('The box'),
    first: t('1st number of the box'),
    second: t('2nd number of the box'),
    third: t('3rd number of the box'),
    fourth: t('4th number of the box'),
  }
  return words[role]
}
