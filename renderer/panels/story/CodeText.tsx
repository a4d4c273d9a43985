/** Program code to be read: lightly coloured, folded to what matters where it is long, the numbers of looks tied to their boxes. */
import { memo, useMemo, useState } from 'react'
import { codeLines, foldedLines, type CodeLine, type CodePiece } from '../../../app/code/pieces'
import type { CodePlace } from '../../session/document/code-blocks'
import { hueOf } from '../../session/document/rows'
import { LinkButton } from '../../parts/Button'
import { useActions, useSession, useSpoken } from '../../use-session'
import { t } from '../../language/text'

interface Props {
  readonly code: string
  readonly places?: readonly CodePlace[]
  /** Only the lines with marked numbers, whatever its length: the rest stands elsewhere. */
  readonly excerpt?: boolean
}

/** Lines shown before a piece of code is folded. */
const most = 14

const none: readonly CodePlace[] = []

/** The code, a line at a time. */
export const CodeText = memo(function CodeText({ code, places = none, excerpt = false }: Props) {
  useSpoken()
  const [open, setOpen] = useState(false)
  const lines = useMemo(() => codeLines(code, places), [code, places])
  const limit = excerpt ? 1 : most
  const folds = useMemo(
    () => foldedLines(lines, open ? { most: Infinity } : { most: limit, around: excerpt ? 0 : 2 }),
    [lines, open, limit, excerpt],
  )
  const folded = folds.some((f) => f.type === 'gap')
  return (
    <div className="code-box" onClick={(e) => e.stopPropagation()} onDoubleClick={(e) => e.stopPropagation()}>
      <pre
        className="code"
        dir="ltr"
        tabIndex={0}
        aria-label={t('Code, {lines, plural, one {# line} other {# lines}}', { lines: lines.length })}
      >
        {folds.map((fold) =>
          fold.type === 'line' ? (
            <Line key={fold.line} number={fold.line + 1} line={lines[fold.line] ?? []} places={places} />
          ) : (
            <button
              key={`gap-${fold.from}`}
              type="button"
              className="code-gap"
              aria-label={t('Show all {lines, plural, one {# line} other {# lines}}', {
                lines: lines.length,
              })}
              onClick={() => setOpen(true)}
            >
              {t('⋯ {to, plural, one {# line} other {# lines}}', { to: fold.to - fold.from })}
            </button>
          ),
        )}
      </pre>
      {!folded && lines.length > limit && (
        <LinkButton className="code-fold" onClick={() => setOpen(false)}>
          {t('Fold')}
        </LinkButton>
      )}
    </div>
  )
})

interface LineProps {
  readonly number: number
  readonly line: CodeLine
  readonly places: readonly CodePlace[]
}

function Line({ number, line, places }: LineProps) {
  return (
    <span className="code-line" data-number={number}>
      {line.map((piece, i) => {
        const place = piece.mark === undefined ? undefined : places[piece.mark]
        if (place === undefined)
          return (
            <span key={i} data-code={piece.kind}>
              {piece.text}
            </span>
          )
        return <Literal key={i} piece={piece} place={place} first={isFirst(place, places)} />
      })}
      {'\n'}
    </span>
  )
}

/** Only the first number of a look is a stop for Tab. */
function isFirst(place: CodePlace, places: readonly CodePlace[]): boolean {
  const [look] = place.looks
  return places.find((p) => p.looks[0] === look) === place
}

/** A number that makes an edge of a box: lights up with it, and takes it in hand. */
function Literal({ piece, place, first }: { piece: CodePiece; place: CodePlace; first: boolean }) {
  const session = useActions()
  const lit = useSession(({ selection: { hovered, step, box } }) =>
    [hovered, step, box].some(
      (at) => at !== undefined && place.looks.some(({ id, seen }) => at === id || at === seen?.id),
    ),
  )
  const [look] = place.looks
  if (look === undefined) return <span>{piece.text}</span>
  return (
    <button
      type="button"
      className="code-literal"
      data-hue={hueOf(look.look)}
      data-lit={lit}
      data-changed={place.changed}
      data-testid="code-literal"
      tabIndex={first ? 0 : -1}
      title={t('A number of look {looks}', { looks: place.looks.map((l) => l.look).join(', ') })}
      aria-label={t('{text}, a number of look {look}. Takes its box.', { text: piece.text, look: look.look })}
      onPointerEnter={() => session.selection.hover(look.id)}
      onPointerLeave={() => session.selection.hover(undefined)}
      onFocus={() => session.selection.hover(look.id)}
      onBlur={() => session.selection.hover(undefined)}
      onClick={() => session.selection.take(look.id)}
    >
      {piece.text}
    </button>
  )
}
