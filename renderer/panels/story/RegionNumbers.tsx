/** Where a look lies in numbers: the model's own, and original pixels that can be typed. Old values stand beside new ones. */
import { Fragment } from 'react'
import { dialectOf } from '../../../app/dialects'
import { notationOf } from '../../../app/dialects/dialect'
import { box, type Box, type Point, type Size } from '../../../app/geometry/box'
import type { Order } from '../../../app/geometry/spaces'
import { writeLook } from '../../../app/reading/place'
import { sizedImageOf } from '../../../app/trace/image'
import { frameOf } from '../../../app/trace/stages'
import { orderOf } from '../../session/document/reading'
import { isRunning, pointOf, type LookRow } from '../../session/document/rows'
import type { Preview } from '../../session/editing/editing-state'
import { useActions, useBranch, useSession } from '../../use-session'
import { NumberField } from '../../parts/NumberField'
import { RegionNote } from './RegionNote'
import { msg } from '../../../app/message'
import { t } from '../../language/text'

type Place = Pick<Preview, 'region' | 'point'>

/** A number that can be typed: an edge of a box, or a side of a point. */
interface Field {
  readonly name: keyof typeof names
  readonly value: number
  /** Where the model had it. */
  readonly before: number | undefined
  readonly max: number
  readonly put: (value: number) => Box<'image'>
}

/** Rows: original pixels, what they were, and what the model wrote. */
export function RegionNumbers({ row, place }: { row: LookRow; place: Place }) {
  const image = useSession((s) => s.document.project?.image)
  const view = useBranch((b) => b.view)
  const frame = row.step?.request.frame ?? (view && frameOf(view))
  const dialect = dialectOf(useBranch((b) => b.dialect) ?? '')
  const fileOrder = useSession(orderOf)
  if (image === undefined || view === undefined || frame === undefined) return null
  const fields = fieldsOf(row, place, image)
  const changed = fields.some(isChanged)
  const ground = dialect && { dialect, image: sizedImageOf(image), view, budgets: dialect.budgets }
  const rewritten =
    (changed || row.step === undefined) && ground ? writeLook(place.region, ground, place) : undefined
  const { reread, request } = row.step ?? {}
  const order =
    rewritten && dialect ? notationOf(dialect).order : ((reread ?? request?.notation)?.order ?? fileOrder)
  const written = underEdges(rewritten?.numbers ?? request?.numbers ?? [], order)
  return (
    <div
      className="region-numbers"
      role="group"
      aria-label={
        fields.length === 2 ? t('Point {look}', { look: row.look }) : t('Region {look}', { look: row.look })
      }
      data-fields={fields.length}
    >
      <Typed row={row} fields={fields} />
      {changed && (
        <>
          <span className="region-label">{t('was')}</span>
          {fields.map(({ name, before }) => (
            <span key={name} className="region-old">
              {before === undefined ? '–' : Math.round(before)}
            </span>
          ))}
        </>
      )}
      <span className="region-label" title={ownTitle(order)}>
        {t('model’s own')}
      </span>
      {fields.map(({ name }, i) => (
        <span key={name} className="region-own">
          {written[i] ?? '–'}
        </span>
      ))}
      <RegionNote
        row={row}
        place={place}
        image={image}
        frame={frame}
        order={order}
        given={rewritten?.placed}
      />
    </div>
  )
}

/** The fields, each under its name. */
function Typed({ row, fields }: { row: LookRow; fields: readonly Field[] }) {
  const session = useActions()
  const running = useSession(isRunning)
  return (
    <Fragment>
      <span />
      {fields.map(({ name }) => (
        <span key={name} className="region-edge">
          {t(names[name])}
        </span>
      ))}
      <span className="region-label" title={t('Pixels of the upright original image')}>
        {t('image px')}
      </span>
      {fields.map((field) => (
        <NumberField
          key={field.name}
          label={t('{name} in image pixels', { name: t(names[field.name]) })}
          value={Math.round(field.value)}
          min={0}
          max={field.max}
          disabled={running}
          changed={isChanged(field)}
          onInput={(value) => session.regions.type(row.id, field.put(value))}
          onChange={(value) => void session.regions.draft(row.id, field.put(value))}
        />
      ))}
    </Fragment>
  )
}

const edges = ['left', 'top', 'right', 'bottom'] as const
const sides = ['x', 'y'] as const
const names = {
  left: msg('Left edge'),
  top: msg('Top edge'),
  right: msg('Right edge'),
  bottom: msg('Bottom edge'),
  x: msg('x'),
  y: msg('y'),
}

/** A point has a place and no edges. */
function fieldsOf(row: LookRow, { region, point = pointOf(row) }: Place, image: Size): readonly Field[] {
  if (point !== undefined)
    return sides.map((name) => ({
      name,
      value: point[name],
      before: row.step?.point?.[name],
      max: name === 'x' ? image.width : image.height,
      put: (value) => at({ ...point, [name]: value }),
    }))
  return edges.map((name) => ({
    name,
    value: region[name],
    before: row.step?.region[name],
    max: name === 'left' || name === 'right' ? image.width : image.height,
    put: (value) => ({ ...region, [name]: value }),
  }))
}

/** A point as the session takes it: a region of no size. */
function at({ x, y }: Point): Box<'image'> {
  return box(Math.round(x), Math.round(y), Math.round(x), Math.round(y))
}

function isChanged({ value, before }: Field): boolean {
  return before !== undefined && Math.round(value) !== Math.round(before)
}

/** The numbers under the edges they are about: written y first, they are told x first. */
function underEdges(numbers: readonly number[], order: Order): readonly number[] {
  if (order !== 'yxyx') return numbers
  const [a = 0, b = 0, c = 0, d = 0] = numbers
  return numbers.length === 2 ? [b, a] : numbers.length === 4 ? [b, a, d, c] : numbers
}

function ownTitle(order: Order): string {
  const said = t('The numbers as the model wrote them')
  return {
    xyxy: said,
    yxyx: t('{said}, given x first', { said }),
    xywh: t('{said}: a corner, width and height', { said }),
  }[order]
}
