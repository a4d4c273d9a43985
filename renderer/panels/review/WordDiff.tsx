/** Words as they are now, with what was there struck out beside what came for it. */
import { useMemo } from 'react'
import { diffText, isRewritten, type DiffPiece } from '../../session/document/compare'

/** The diff in one text. Screen readers hear which is which. */
export function WordDiff({ before, after }: { before: string; after: string }) {
  const pieces = useMemo(() => diffText(before, after), [before, after])
  if (isRewritten(pieces) && before.trim() !== '' && after.trim() !== '')
    return (
      <span className="word-diff added">
        <del>{before}</del>
        <ins>{after}</ins>
      </span>
    )
  return (
    <span className="word-diff">
      <Pieces pieces={pieces} />
    </span>
  )
}

/** What only the left side has is struck out, what only the right one has is put in. */
export function Pieces({ pieces }: { pieces: readonly DiffPiece[] }) {
  const elements = { both: 'span', left: 'del', right: 'ins' } as const
  return pieces.map(({ text, side }, i) => {
    const Element = elements[side]
    return <Element key={i}>{text}</Element>
  })
}
