/** What about the image is read in several ways, and which of them is shown. */
import { readingWords } from '../../../app/trace/picture-reader'
import { Icon } from '../../parts/Icon'
import { useSession } from '../../use-session'

/** Nothing for images that every code of the field reads alike. */
export function PictureReading() {
  const read = useSession((s) => s.document.project?.image.read)
  return read === undefined
    ? null
    : readingWords(read).map((words) => (
        <p key={words} className="flag" data-testid="picture-reading">
          <Icon name="warning" /> {words}
        </p>
      ))
}
