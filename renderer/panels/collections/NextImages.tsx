/** Loads the pictures of the neighbouring traces ahead, so that the next one is there at once. Shows nothing. */
import { imageAddress } from '../../../app/addresses'
import { useSession } from '../../use-session'

/** Hidden pictures; the browser keeps what it has loaded. */
export function NextImages() {
  const images = useSession((s) => s.collections.nextImages)
  return (
    <div hidden aria-hidden="true">
      {images.map((id) => (
        <img key={id} src={imageAddress(id)} alt="" />
      ))}
    </div>
  )
}
