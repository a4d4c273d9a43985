/** An image of the data folder in a row of a list; its place where the image is not here. Looks only. */
import { imageAddress } from '../../app/addresses'
import { missingImage } from '../../app/trace/image'
import type { ImageId } from '../../app/trace/step'
import { Icon } from './Icon'

/** Asked for when it comes near the view. */
export function SmallImage({ id, className }: { id: ImageId; className?: string }) {
  if (id === missingImage)
    return (
      <span className={`no-small-image ${className ?? ''}`} aria-hidden="true">
        <Icon name="picture" />
      </span>
    )
  return <img className={className} src={imageAddress(id, 96)} alt="" loading="lazy" />
}
