/** Says when boxes fall outside their image as the file is read now and would fit under another reading; one click reads it so. */
import { useState } from 'react'
import type { Collection } from '../../../app/collections'
import { Icon } from '../../parts/Icon'
import { countWords, spaceWords } from '../../session/collection-words'
import { useActions } from '../../session/use-session'

/** Shown until it is taken or sent away; another hint is shown again. */
export function SpaceHintLine({ collection }: { collection: Collection }) {
  const session = useActions()
  const { hint, reading, id } = collection
  const key = `${id} ${reading.space} ${hint?.better}`
  const [closed, setClosed] = useState('')
  if (hint === undefined || closed === key) return null
  const { boxes, outside, better, outsideThen } = hint
  return (
    <div className="space-hint" role="status">
      <Icon name="warning" />
      <span>
        {countWords(outside)} of {countWords(boxes)} boxes fall outside the image as{' '}
        <b>{spaceWords(reading.space)}</b>; as <b>{spaceWords(better)}</b>{' '}
        {outsideThen === 0 ? 'all fit' : `only ${countWords(outsideThen)} do`}.
      </span>
      <button
        type="button"
        className="button small"
        onClick={() => void session.setReading({ space: better })}
      >
        Switch
      </button>
      <button type="button" className="icon-button small" aria-label="Dismiss" onClick={() => setClosed(key)}>
        <Icon name="close" />
      </button>
    </div>
  )
}
