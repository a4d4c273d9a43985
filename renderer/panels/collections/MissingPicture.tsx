/** In place of the image where a trace's picture is not there: which one it is, and the ways to get it. Not an error. */
import { useState } from 'react'
import type { OriginImage } from '../../../app/trace/origin'
import { missingImage } from '../../../app/trace/image'
import { CommandButton } from '../../controls/CommandButton'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import type { State } from '../../session/state'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** Whether the open project has no picture to show. */
export function lacksPicture(s: State): boolean {
  return s.document.project?.image.id === missingImage
}

/** Shown on the stage. */
export function MissingPicture() {
  const picture = useSession((s) => s.document.project?.origin?.pictures[s.document.project.origin.main])
  return (
    <div className="no-picture">
      <div className="no-picture-card">
        <Icon name="picture" />
        <h2>{picture === undefined ? t('This trace names no image') : t('The image is not here')}</h2>
        {picture === undefined ? (
          <p className="muted">{t('The text is on the right; without the image, regions can’t be shown.')}</p>
        ) : picture.type === 'url' ? (
          <Remote picture={picture} />
        ) : (
          <Lost picture={picture} />
        )}
      </div>
    </div>
  )
}

function Lost({ picture }: { picture: OriginImage }) {
  return (
    <>
      <p className="no-picture-name">{picture.name}</p>
      <p className="muted">
        {t(
          'It was found neither beside the file nor in its image folder. The reasoning can still be read; regions are only known in the model’s own coordinates.',
        )}
      </p>
      <CommandButton id="choose-pictures" icon="open" className="button primary">
        {t('Choose folder…')}
      </CommandButton>
    </>
  )
}

/** Nothing is ever fetched by itself. */
function Remote({ picture }: { picture: OriginImage }) {
  const session = useActions()
  const host = hostOf(picture.name)
  const [refused, setRefused] = useState<string | undefined>(undefined)
  // Said of this address only: the next trace is asked about again.
  const privateOne = refused === picture.name
  const load = async (privately: boolean) => {
    if ((await session.collections.fetchImage(picture.name, privately)) === 'private')
      setRefused(picture.name)
  }
  return (
    <>
      <p className="no-picture-name">{picture.name}</p>
      <p className="muted">
        {t('It is on another machine. Relook fetches nothing by itself; loading it contacts that machine.')}
      </p>
      {privateOne ? (
        <>
          <p role="alert">
            {t(
              '{host} is on this machine or in its local network. A trace from somebody else may name such an address to make Relook ask it for something.',
              { host },
            )}
          </p>
          <Button danger onClick={() => void load(true)}>
            {t('Load it from {host} anyway', { host })}
          </Button>
        </>
      ) : (
        <Button primary onClick={() => void load(false)}>
          {t('Load this image from {host}', { host })}
        </Button>
      )}
    </>
  )
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}
