/** Two branches side by side: what they share, and where they part. */
import { viewAddress } from '../../app/addresses'
import { compareRows, type Pair } from '../session/document/compare'
import { hueOf, type LookRow } from '../session/document/rows'
import { regionWords, typeWord } from '../words/trace'
import { h } from './dom'
import { markedWords } from './story'
import type { PageView } from './told'

/** The comparison; empty where there is no second branch. The first is on the left, and in solid boxes. */
export function comparisonOf(
  { rows, branch, other, trace }: PageView,
  image: (key: string) => string,
): HTMLElement {
  const element = h('section', { class: 'compare', label: 'Comparison' })
  if (other === undefined) return element
  const { shared, pairs } = compareRows(rows, other.rows)
  const side = (look: LookRow | undefined) =>
    lookSide(look, (address) => image(trace.crops[address]?.key ?? ''))
  element.append(
    h('div', { class: 'pair names' }, [
      h('b', { dir: 'auto' }, [branch.name]),
      h('b', { dir: 'auto' }, [`${other.branch.name} (thin boxes)`]),
    ]),
    h('p', { class: 'note' }, [
      shared.length === 0
        ? 'They part at the beginning.'
        : pairs.length === 0
          ? 'Both are the same.'
          : `The same up to step ${shared.length}.`,
    ]),
    ...pairs.map((pair) => pairOf(pair, side)),
  )
  return element
}

function pairOf(pair: Pair, look: (row: LookRow | undefined) => HTMLElement): HTMLElement {
  if (pair.type === 'look') {
    const iou = pair.iou === undefined ? '' : `They overlap by ${pair.iou.toFixed(2)} (IoU).`
    return h('div', { class: 'pair' }, [
      look(pair.left),
      look(pair.right),
      h('p', { class: 'note both' }, [iou]),
    ])
  }
  const type = (pair.left ?? pair.right)?.type === 'answer' ? 'answer' : 'thought'
  const words = (side: 'left' | 'right') =>
    pair[side] === undefined
      ? h('div', { class: 'side' }, ['–'])
      : h('div', { class: `side ${type}`, dir: 'auto' }, [
          h('span', { class: 'type' }, [typeWord(type)]),
          ...markedWords(pair.pieces, { [side]: 'mark' }),
        ])
  const same = pair.pieces.every((p) => p.side === 'both')
  const verdict =
    type === 'answer' && h('p', { class: 'note both' }, [same ? 'The same answer.' : 'Another answer.'])
  return h('div', { class: 'pair' }, [words('left'), words('right'), verdict])
}

function lookSide(row: LookRow | undefined, image: (address: string) => string): HTMLElement {
  if (row === undefined) return h('div', { class: 'side' }, ['–'])
  const head = [h('span', { class: 'chip' }, [String(row.look)]), ` ${regionWords(row.region)}`]
  const address = row.seen === undefined ? '' : image(viewAddress(row.seen.view))
  const picture = h('img', { class: 'crop' })
  Object.assign(picture, { alt: 'What the model saw' })
  if (address !== '') picture.src = address
  return h('div', { class: 'side', data: { hue: hueOf(row.look) } }, [
    h('p', {}, head),
    address !== '' && picture,
  ])
}
