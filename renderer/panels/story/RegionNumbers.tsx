/** A region in numbers: the model's own, and original pixels that can be typed. Old values stand beside new ones. */
import { dialectOf } from '../../../app/dialects'
import { sameBox, type Box, type Size } from '../../../app/geometry/box'
import { writeLook } from '../../../app/reading/place'
import { frameOf } from '../../../app/trace/stages'
import { spaceWords } from '../../words/collections'
import { regionWords } from '../../words/trace'
import { spaceOf } from '../../session/document/reading'
import { isRunning, type LookRow } from '../../session/document/rows'
import { useActions, useBranch, useSession } from '../../use-session'
import { NumberField } from '../../parts/NumberField'

const edges = ['left', 'top', 'right', 'bottom'] as const

/** Rows: what the model wrote, original pixels, and what they were. */
export function RegionNumbers({ row, region }: { row: LookRow; region: Box<'image'> }) {
  const session = useActions()
  const image = useSession((s) => s.document.project?.image)
  const view = useBranch((b) => b.view)
  const frame = row.step?.request.frame ?? (view && frameOf(view))
  const dialect = dialectOf(useBranch((b) => b.dialect) ?? '')
  const running = useSession(isRunning)
  if (image === undefined || view === undefined || frame === undefined) return null
  const before = row.step?.region
  const changed = before !== undefined && edges.some((e) => Math.round(region[e]) !== Math.round(before[e]))
  const ground = dialect && { dialect, image: { id: image.id, size: image }, view, budgets: dialect.budgets }
  const anew = (changed || row.step === undefined) && ground ? writeLook(region, ground) : undefined
  const written = anew?.numbers ?? row.step?.request.numbers
  const apply = (edge: (typeof edges)[number], value: number) => ({ ...region, [edge]: value })
  return (
    <div className="region-numbers" role="group" aria-label={`Region ${row.look}`}>
      <span />
      {edges.map((edge) => (
        <span key={edge} className="region-edge">
          {edge}
        </span>
      ))}
      <span className="region-label" title="Pixels of the upright original image">
        image px
      </span>
      {edges.map((edge) => (
        <NumberField
          key={edge}
          label={`${edge} in image pixels`}
          value={Math.round(region[edge])}
          min={0}
          max={edge === 'left' || edge === 'right' ? image.width : image.height}
          disabled={running}
          changed={changed && Math.round(before[edge]) !== Math.round(region[edge])}
          onInput={(value) => session.regions.preview(row.id, apply(edge, value))}
          onChange={(value) => void session.regions.draft(row.id, apply(edge, value))}
        />
      ))}
      {changed && (
        <>
          <span className="region-label">was</span>
          {edges.map((edge) => (
            <span key={edge} className="region-old">
              {Math.round(before[edge])}
            </span>
          ))}
        </>
      )}
      <span className="region-label" title="The numbers as the model wrote them">
        model’s own
      </span>
      {[0, 1, 2, 3].map((i) => (
        <span key={i} className="region-own">
          {written?.[i] ?? '–'}
        </span>
      ))}
      <RegionNote row={row} region={region} image={image} frame={frame} given={anew?.placed.region} />
    </div>
  )
}

interface NoteProps {
  readonly row: LookRow
  readonly region: Box<'image'>
  readonly image: Size
  readonly frame: Size
  /** What its numbers give, where it is written anew. */
  readonly given: Box<'image'> | undefined
}

/** How large it is, what the model counts in, and the way back. */
function RegionNote({ row, region, image, frame, given }: NoteProps) {
  const session = useActions()
  const space = useSession(spaceOf)
  return (
    <div className="region-note muted small-text">
      {Math.round(region.right - region.left)} × {Math.round(region.bottom - region.top)} of {image.width} ×{' '}
      {image.height} px; read as{' '}
      {space === undefined || space === 'input'
        ? `px of ${frame.width} × ${frame.height}`
        : spaceWords(space)}
      {given !== undefined && !sameBox(given, region) && (
        <>; in these numbers the model is given {regionWords(given)}</>
      )}
      {row.draft !== undefined && (
        <button type="button" className="link" onClick={() => void session.steps.takeBack(row.id)}>
          {row.step === undefined ? 'Remove' : 'Move back'}
        </button>
      )}
    </div>
  )
}
