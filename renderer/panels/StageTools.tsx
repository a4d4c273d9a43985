/** The tools over the image: select, draw, zoom. */
import { CommandButton } from '../controls/CommandButton'
import { CommandKeys } from '../controls/CommandKeys'
import { useSession } from '../use-session'
import { t } from '../language/text'

/** Two small groups, out of the way of the picture. */
export function StageTools() {
  const tool = useSession((s) => s.editing.tool)
  const points = useSession((s) => s.editing.points.length)
  const zoom = useSession((s) => s.view.zoom)
  const only = useSession((s) => s.view.onlyStep)
  const bright = useSession((s) => s.view.brightness > 1)
  const held = useSession((s) => s.selection.box !== undefined)
  const hasBranch = useSession((s) => s.document.branch !== undefined)
  return (
    <div className="stage-tools" role="toolbar" aria-label={t('Image')}>
      <div className="tool-group">
        <CommandButton id="select-tool" icon="select" pressed={tool === 'select'} />
        {hasBranch && <CommandButton id="draw-tool" icon="draw" pressed={tool === 'draw'} />}
        {hasBranch && <CommandButton id="only-step" icon="single" pressed={only} />}
        {tool === 'extreme' && (
          <span className="stage-hint" role="status">
            {t('click its top, left, bottom and right: {n} of 4', { n: points })}
            {points > 0 && (
              <>
                {' '}
                · <CommandKeys id="review-undo" />
              </>
            )}{' '}
            · <CommandKeys id="stop-drawing" />
          </span>
        )}
        {tool === 'select' && held && <span className="stage-hint">{t('arrows move it · Esc')}</span>}
        {bright && (
          <span className="stage-hint">{t('brightened here only: the model sees it as it is')}</span>
        )}
        {tool === 'draw' && <span className="stage-hint">{t('drag, or ⏎ for a box to move by keys')}</span>}
      </div>
      <div className="tool-group">
        <CommandButton id="brighten" icon="sun" pressed={bright} />
        <CommandButton id="zoom-out" icon="minus" />
        <CommandButton id="zoom-actual" className="icon-button zoom-value">
          {zoomWords(zoom)}
        </CommandButton>
        <CommandButton id="zoom-in" icon="plus" />
        <CommandButton id="fit" icon="fit" />
      </div>
    </div>
  )
}

function zoomWords(zoom: number): string {
  const percent = zoom * 100
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}
