/** The image and each crop as the model saw them, under their heat, with the share that fell on each. */
import type { ImageHeat } from '../../../app/attention/heat'
import { viewAddress } from '../../../app/addresses'
import { heatColour } from '../../../app/paint/heat'
import { drawnImages, largestShare } from '../../session/attention/attention-rows'
import { useSession } from '../../use-session'
import { t } from '../../language/text'

/** A row of them. */
export function AttentionImages({ images }: { images: readonly ImageHeat[] }) {
  const smooth = useSession((s) => s.attention.smooth)
  const most = largestShare(images)
  return (
    <div className="attention-images">
      {drawnImages(images, smooth).map((heat, i) => (
        <figure key={i}>
          <div className="attention-image" style={{ aspectRatio: `${heat.width} / ${heat.height}` }}>
            <img src={viewAddress(heat.view)} alt={nameOf(i)} loading="lazy" />
            <svg
              viewBox={`0 0 ${heat.width} ${heat.height}`}
              preserveAspectRatio="none"
              shapeRendering="crispEdges"
              aria-hidden="true"
            >
              {heat.values.map((value, at) => {
                const fill = heatColour(most > 0 ? value / most : 0)
                return fill === undefined ? null : (
                  <rect
                    key={at}
                    x={at % heat.width}
                    y={Math.floor(at / heat.width)}
                    width={1}
                    height={1}
                    fill={fill}
                  />
                )
              })}
            </svg>
          </div>
          <figcaption className="small-text">
            {nameOf(i)}{' '}
            <span className="numbers muted">
              {t('{percent} %', { percent: Math.round(100 * heat.share) })}
            </span>
          </figcaption>
        </figure>
      ))}
    </div>
  )
}

function nameOf(i: number): string {
  return i === 0 ? t('Image') : t('Crop {n}', { n: i })
}
