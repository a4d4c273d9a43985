/** What the model saw: exactly its pixels, with the grid of visual tokens over them, and what was done to get them. */
import { useState } from 'react'
import { viewAddress } from '../../../app/addresses'
import { heightOf, widthOf } from '../../../app/geometry/box'
import { missingImage } from '../../../app/trace/image'
import type { View } from '../../../app/trace/step'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { regionWords } from '../../words/trace'
import { transparencyWords, wayWords } from '../../words/view'
import { useSession } from '../../use-session'
import { Decided } from './Decided'
import { t } from '../../language/text'

/** The input, its size, its tokens, where it was cut and how it was resized. */
export function Saw({ view }: { view: View }) {
  const [grid, setGrid] = useState(true)
  const image = useSession((s) => s.document.project?.image)
  const from = view.crop === undefined ? image : { width: widthOf(view.crop), height: heightOf(view.crop) }
  return (
    <div className="saw">
      <SeenPicture view={view} grid={grid} />
      <dl className="facts">
        <dt>{t('Model input')}</dt>
        <dd>{`${view.size.width} × ${view.size.height} px`}</dd>
        <dt>{t('Visual tokens')}</dt>
        <dd>
          {view.grid.width} × {view.grid.height} = {view.grid.width * view.grid.height}
        </dd>
        <dt>{t('Cut from')}</dt>
        <dd>{view.crop === undefined ? t('the whole image') : regionWords(view.crop)}</dd>
        {view.alpha !== undefined && (
          <>
            <dt>{t('Transparency')}</dt>
            <dd>{t(transparencyWords[view.alpha])}</dd>
          </>
        )}
        {from !== undefined && (
          <>
            <dt>{t('Resized')}</dt>
            <dd>
              {view.made === undefined
                ? `${from.width} × ${from.height} → ${scaleWords(view.size.width / from.width)} ${view.filter}`
                : wayWords(view)}
            </dd>
            <dt>{t('Arithmetic')}</dt>
            <dd>{t('Pillow 13’s order of passes')}</dd>
          </>
        )}
      </dl>
      {view.crop !== undefined && <Decided about="crop" />}
      <Button
        small
        aria-pressed={grid}
        onClick={(e) => {
          e.stopPropagation()
          setGrid(!grid)
        }}
      >
        <Icon name="grid" /> {t('Token grid')}
      </Button>
    </div>
  )
}

/** The exact pixels, at whole-number size where they are few. */
export function SeenPicture({ view, grid = false, testid }: { view: View; grid?: boolean; testid?: string }) {
  const { width, height } = view.size
  // A saved run whose image was not found: how large it was is all there is to show.
  if (view.image === missingImage)
    return (
      <p className="muted">{t('{width} × {height} px of an image that is not here', { width, height })}</p>
    )
  return (
    <div className="seen" style={{ aspectRatio: `${width} / ${height}`, maxWidth: `${width * 2}px` }}>
      <img
        src={viewAddress(view)}
        alt={t('What the model was given')}
        data-testid={testid}
        width={width}
        height={height}
      />
      {grid && (
        <div
          className="seen-grid"
          style={{ backgroundSize: `${100 / view.grid.width}% ${100 / view.grid.height}%` }}
        />
      )}
    </div>
  )
}

function scaleWords(scale: number): string {
  return `×${scale.toFixed(2)},`
}
