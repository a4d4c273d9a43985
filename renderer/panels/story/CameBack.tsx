/** Pictures that came back with a step and are no crop of the image: figures that code drew, several results of one tool. */
import { useState } from 'react'
import { imageAddress } from '../../../app/addresses'
import type { OriginImage } from '../../../app/trace/origin'
import type { Step } from '../../../app/trace/step'
import { TakesKeys } from '../../controls/TakesKeys'
import { Icon } from '../../parts/Icon'
import { PictureDialog } from '../../parts/PictureDialog'
import { useSession } from '../../use-session'
import { pictureWords } from '../../words/trace'
import { t } from '../../language/text'

/** Longest side of what is shown in the story; the dialog has all of it. */
const shownSide = 1024

/** Each with its size; a click opens it large. */
export function CameBack({ step }: { step: Pick<Step, 'pictures'> | undefined }) {
  const all = useSession((s) => s.document.project?.origin?.pictures)
  const [at, setAt] = useState<number>()
  const pictures = (step?.pictures ?? []).flatMap((index) => all?.[index] ?? [])
  if (pictures.length === 0) return null
  const loaded = pictures.flatMap(({ image, name }) => (image === undefined ? [] : [{ ...image, name }]))
  return (
    <div className="came-back" data-many={pictures.length > 1} onClick={(e) => e.stopPropagation()}>
      {pictures.map((picture, i) => (
        <Picture
          key={i}
          picture={picture}
          onOpen={() => setAt(loaded.findIndex((p) => p.id === picture.image?.id))}
        />
      ))}
      {at !== undefined && <TakesKeys />}
      <PictureDialog pictures={loaded} at={at} onTurn={setAt} />
    </div>
  )
}

interface PictureProps {
  readonly picture: OriginImage
  readonly onOpen: () => void
}

function Picture({ picture, onOpen }: PictureProps) {
  const { image } = picture
  if (image === undefined)
    return (
      <p className="muted small-text came-back-missing">
        <Icon name="picture" /> {t('An image was returned that is not here: {name}', { name: picture.name })}
      </p>
    )
  // One inside the record has no name of its own.
  const words = pictureWords(picture.type === 'path' ? image : { ...image, name: '' })
  return (
    <figure>
      <button
        type="button"
        className="came-back-picture"
        data-testid="came-back"
        aria-label={t('Returned image, {words}. Open it large.', { words })}
        // A small one is not blown up: its pixels are what they are.
        style={{ maxWidth: `${image.width}px` }}
        onClick={onOpen}
      >
        <img
          src={imageAddress(
            image.id,
            Math.max(image.width, image.height) > shownSide ? shownSide : undefined,
          )}
          alt=""
          width={image.width}
          height={image.height}
          loading="lazy"
        />
      </button>
      <figcaption className="muted small-text numbers">{words}</figcaption>
    </figure>
  )
}
