/** Text with markdown and, where there is any, math. HTML in the text is shown, never run; nothing is fetched. */
import { memo, useMemo, useRef } from 'react'
import { Chunked } from './Chunked'
import { piecesOf, type RenderedPiece } from './pieces'
import { useFormulas } from './use-formulas'
import { t } from '../language/text'

/** Letters of a line, and its height in CSS pixels: how high a piece is thought to be before it is drawn. */
const [lineLetters, lineHeight] = [50, 23]

/** Finished text only: streamed text is shown as it is. Of a long one, what is near the view. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const pieces = useMemo(() => piecesOf(text), [text])
  const [first] = pieces
  if (pieces.length === 1 && first !== undefined) return <Prose piece={first} />
  return (
    <>
      <p className="long-note muted small-text">
        {t(
          'A long text, {length, number} characters, in {pieces} parts: each is drawn when you scroll to it, and lines may break between them.',
          { length: text.length, pieces: pieces.length },
        )}
      </p>
      <Chunked items={pieces} draw={drawn} height={heightOf} size={1} />
    </>
  )
})

const drawn = (piece: RenderedPiece) => <Prose key={0} piece={piece} />

function heightOf({ letters }: RenderedPiece): number {
  return Math.ceil(letters / lineLetters) * lineHeight
}

function Prose({ piece }: { piece: RenderedPiece }) {
  const root = useRef<HTMLDivElement>(null)
  const html = useMemo(() => piece.html(), [piece])
  useFormulas(root, html)
  // markdown-it with html:false escapes whatever the model wrote.
  return <div ref={root} className="prose" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
}
