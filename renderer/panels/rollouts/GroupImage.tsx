/** The image once, with the looks of every rollout in its colour. Hovering or choosing a rollout brings its looks forward. */
import { imageAddress } from '../../../app/addresses'
import type { Box } from '../../../app/geometry/box'
import { lookedAt } from '../../../app/rewards/place'
import { Icon } from '../../parts/Icon'
import type { RolloutRow } from '../../session/rollouts/rollout-rows'
import { useActions, useSession } from '../../use-session'
import type { ShownGroup } from './use-group'
import { t } from '../../language/text'
import { rich, code } from '../../language/rich'

interface Props {
  readonly shown: ShownGroup
  readonly rows: readonly RolloutRow[]
  readonly chosen: string | undefined
}

/** Picture and boxes; a missing picture is named, and the boxes are shown where they would lie. */
export function GroupImage({ shown, rows, chosen }: Props) {
  const { group, image, picture } = shown
  const size = image ?? group.size
  return (
    <figure className="group-picture">
      {size === undefined ? (
        <Missing name={picture} />
      ) : (
        <div
          className="group-canvas"
          style={{
            aspectRatio: `${size.width} / ${size.height}`,
            maxWidth: `${(size.width / size.height) * 100}cqh`,
          }}
        >
          {image === undefined ? (
            <Missing name={picture} />
          ) : (
            <img
              src={imageAddress(image.id, 1200)}
              alt={t('What the group was asked about: {name}', { name: image.name })}
            />
          )}
          {group.boxes?.map((box, i) => (
            <span
              key={`gold-${i}`}
              className="image-box gold"
              style={placeOf(box, size)}
              title={t('Given region')}
            />
          ))}
          {rows.map((row) => (
            <Looks key={row.rollout.id} row={row} size={size} shown={shown} chosen={chosen} />
          ))}
        </div>
      )}
    </figure>
  )
}

function Missing({ name }: { name: string | undefined }) {
  return (
    <div className="group-missing">
      <Icon name="picture" />
      <p className="muted">
        {name === undefined
          ? t('This dump names no image; looks are known in the model’s own coordinates only.')
          : rich('The image <code>{name}</code> was not found beside the dump.', { name, code })}
      </p>
    </div>
  )
}

interface LooksProps {
  readonly row: RolloutRow
  readonly size: { readonly width: number; readonly height: number }
  readonly shown: ShownGroup
  readonly chosen: string | undefined
}

function Looks({ row, size, shown: { group }, chosen }: LooksProps) {
  const session = useActions()
  const hovered = useSession((s) => s.rollouts.hovered)
  const { id, looks } = row.rollout
  const front = hovered ?? chosen
  return looks.map((look, i) => {
    const region = lookedAt(look, group)
    if (region === undefined) return null
    return (
      <button
        key={i}
        type="button"
        tabIndex={-1}
        className="image-box rollout-box"
        data-hue={row.index % 8}
        data-front={id === front}
        data-back={hovered !== undefined && hovered !== id}
        data-invalid={look.flags.includes('invalid')}
        data-top={region.top < size.height * chipShare}
        style={placeOf(region, size)}
        title={t('Rollout {index}, look {i}', { index: row.index + 1, i: i + 1 })}
        aria-label={t('Rollout {index}, look {i}', { index: row.index + 1, i: i + 1 })}
        onPointerEnter={() => session.rollouts.hover(id)}
        onPointerLeave={() => session.rollouts.hover(undefined)}
        onClick={() => session.rollouts.read(id)}
      >
        <span className="picture-chip">
          {row.index + 1}
          {looks.length > 1 && <small>.{i + 1}</small>}
        </span>
      </button>
    )
  })
}

/** Share of the image's height that a label takes at most. */
const chipShare = 0.07

function placeOf(box: Box<'image'>, size: { readonly width: number; readonly height: number }) {
  const share = (value: number, of: number) => `${Math.min(100, Math.max(0, (value / of) * 100))}%`
  return {
    left: share(box.left, size.width),
    top: share(box.top, size.height),
    width: share(box.right - box.left, size.width),
    height: share(box.bottom - box.top, size.height),
  }
}
