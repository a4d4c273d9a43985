/** What the tour says at each part: a line that is read from afar, and one below it. Pure. */
import type { Size } from '../../../app/geometry/box'
import type { TourState } from '../../session/tour/tour-state'
import { t } from '../../language/text'

/** A part's words. */
export interface TourWords {
  readonly head: string
  readonly text: string
}

/** What is said of the image and of what the model was given. */
export interface TourSizes {
  readonly image: Size | undefined
  readonly given: Size | undefined
}

/** The words of where the tour is. */
export function tourWords(tour: TourState, sizes: TourSizes): TourWords {
  const { part, answer, why } = tour
  switch (part) {
    case 'ask':
      return {
        head: t('A question about an image'),
        text: t('A small model that runs on this machine is asked. No network, no account.'),
      }
    case 'saw':
      return {
        head: sawWords(sizes),
        text: t('Few pixels are left of the number. It was trained to look again instead of guessing.'),
      }
    case 'look':
      return {
        head: t('It asks for a region, and gets it up close'),
        text: t('With this crop it answers: {answer}', { answer: answer ?? '…' }),
      }
    case 'move':
      return {
        head: t('Was that the reason? Move the box'),
        text: t('Any region can be dragged somewhere else. What was thought before it stays.'),
      }
    case 'rerun':
      return { head: t('Run on from there'), text: t('The model goes on with the new crop.') }
    case 'changed':
      return changedWords(tour)
    default:
      return { head: t('The tour cannot go on'), text: why ?? '' }
  }
}

function sawWords({ image, given }: TourSizes): string {
  if (image === undefined || given === undefined) return t('This is all it saw')
  return t('This is all it saw: {from} became {to}', { from: sizeWords(image), to: sizeWords(given) })
}

function changedWords({ answer = '…', changed = '…' }: TourState): TourWords {
  if (answer === changed)
    return {
      head: t('Another look, the same answer: {answer}', { answer }),
      text: t('So it was not this region that it answered from. Move the box elsewhere and run it again.'),
    }
  return {
    head: t('Another look, another answer: {before} became {after}', { before: answer, after: changed }),
    text: t('It really looked. Both branches are kept beside each other.'),
  }
}

/** In one piece, wherever lines break. */
function sizeWords({ width, height }: Size): string {
  return `${width}\u00a0×\u00a0${height}`
}
