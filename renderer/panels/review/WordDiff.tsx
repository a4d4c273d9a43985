/** Words as they are now, with what was there struck out beside what came for it. */
import { useMemo } from 'react'
import { diffText, isAnew } from '../../session/document/compare'

/** The diff in one text. Screen readers hear which is which. */
export function WordDiff({ before, after }: { before: string; after: string }) {
  const pieces = useMemo(() => diffText(before, after), [before, after])
  if (isAnew(pieces) && before.trim() !== '' && after.trim() !== '')
    return (
      <span className="word-diff added">
        <del>{before}</del>
        <ins>{after}</ins>
      </span>
    )
  return (
    <span className="word-diff">
      {pieces.map(({ text, side }, i) =>
        side === 'both' ? (
          <span key={i}>{text}</span>
        ) : side === 'left' ? (
          <del key={i}>{text}</del>
        ) : (
          <ins key={i}>{text}</ins>
        ),
      )}
    </span>
  )
}
