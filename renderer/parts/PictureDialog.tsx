/** A picture by itself, as large as the window has room for or pixel for pixel; several are leafed through. */
import { useRef, useState } from 'react'
import { imageAddress } from '../../app/addresses'
import type { ImageRef } from '../../app/trace/image'
import { Button, IconButton } from './Button'
import { DialogFrame } from './DialogFrame'
import { t } from '../language/text'

interface Props {
  readonly pictures: readonly ImageRef[]
  /** Which of them; absent: closed. */
  readonly at: number | undefined
  readonly onTurn: (at: number | undefined) => void
}

/** From as large as fits to eight screen pixels a pixel. */
const steps = [0.25, 0.5, 1, 2, 4, 8]

/** Keys: + and − zoom, 0 fits, 1 is pixel for pixel, arrows turn to the next. */
export function PictureDialog({ pictures, at, onTurn }: Props) {
  const picture = at === undefined ? undefined : pictures[at]
  return (
    <DialogFrame
      open={picture !== undefined}
      title={
        picture === undefined
          ? ''
          : t('{name} · {width} × {height} px', {
              name: picture.name,
              width: picture.width,
              height: picture.height,
            })
      }
      kind="picture-dialog"
      first=".picture-area"
      testid="picture-dialog"
      onOpenChange={(open) => !open && onTurn(undefined)}
    >
      {picture !== undefined && at !== undefined && (
        <Zoomed
          picture={picture}
          turn={
            pictures.length < 2
              ? undefined
              : {
                  words: t('{done} of {total}', { done: at + 1, total: pictures.length }),
                  by: (n) => onTurn(around(at + n, pictures.length)),
                }
          }
        />
      )}
    </DialogFrame>
  )
}

function around(at: number, count: number): number {
  return (at + count) % count
}

interface ZoomedProps {
  readonly picture: ImageRef
  readonly turn: Turn | undefined
}

/** Which of several it is, and the way to the others. */
interface Turn {
  readonly words: string
  readonly by: (n: 1 | -1) => void
}

function Zoomed({ picture, turn: given }: ZoomedProps) {
  const area = useRef<HTMLDivElement>(null)
  /** Screen pixels a pixel; absent: as large as fits. */
  const [zoom, setZoom] = useState<number>()
  const zoomBy = (by: 1 | -1) => {
    const now = zoom ?? (area.current?.querySelector('img')?.clientWidth ?? picture.width) / picture.width
    const larger = steps.find((s) => s > now * 1.01) ?? steps.at(-1)
    setZoom(by > 0 ? larger : steps.findLast((s) => s < now * 0.99))
  }
  const turn = given && {
    words: given.words,
    by: (n: 1 | -1) => {
      setZoom(undefined)
      given.by(n)
    },
  }
  const keys: Readonly<Record<string, () => void>> = {
    '+': () => zoomBy(1),
    '=': () => zoomBy(1),
    '-': () => zoomBy(-1),
    '0': () => setZoom(undefined),
    '1': () => setZoom(1),
    // Of one that is larger than the window, arrows show the rest.
    ...(turn && zoom === undefined && { ArrowRight: () => turn.by(1), ArrowLeft: () => turn.by(-1) }),
  }
  return (
    <div
      className="picture-view"
      onKeyDown={(e) => {
        const act = e.ctrlKey || e.metaKey || e.altKey ? undefined : keys[e.key]
        if (act === undefined) return
        e.preventDefault()
        act()
      }}
    >
      <Tools zoom={zoom} setZoom={setZoom} zoomBy={zoomBy} turn={turn} />
      <div
        ref={area}
        className="picture-area"
        tabIndex={0}
        data-fit={zoom === undefined}
        aria-label={t('The image')}
      >
        <img
          src={imageAddress(picture.id)}
          alt={picture.name}
          onClick={() => setZoom(zoom === undefined ? 1 : undefined)}
          data-sharp={zoom !== undefined && zoom > 1}
          style={zoom === undefined ? undefined : { width: picture.width * zoom }}
        />
      </div>
    </div>
  )
}

interface ToolsProps {
  readonly zoom: number | undefined
  readonly setZoom: (zoom: number | undefined) => void
  readonly zoomBy: (by: 1 | -1) => void
  readonly turn: Turn | undefined
}

function Tools({ zoom, setZoom, zoomBy, turn }: ToolsProps) {
  return (
    <div className="picture-tools" role="toolbar" aria-label={t('Zoom')}>
      <IconButton icon="minus" label={t('Zoom out')} onClick={() => zoomBy(-1)} />
      <Button small aria-pressed={zoom === undefined} onClick={() => setZoom(undefined)}>
        {t('Fit')}
      </Button>
      <Button small aria-pressed={zoom === 1} onClick={() => setZoom(1)}>
        100 %
      </Button>
      <IconButton icon="plus" label={t('Zoom in')} onClick={() => zoomBy(1)} />
      {zoom !== undefined && zoom !== 1 && (
        <span className="muted small-text numbers">{Math.round(zoom * 100)} %</span>
      )}
      {turn !== undefined && (
        <>
          <span className="spacer" />
          <IconButton icon="back" label={t('Previous image')} onClick={() => turn.by(-1)} />
          <span className="muted small-text numbers">{turn.words}</span>
          <IconButton icon="next" label={t('Next image')} onClick={() => turn.by(1)} />
        </>
      )}
    </div>
  )
}
