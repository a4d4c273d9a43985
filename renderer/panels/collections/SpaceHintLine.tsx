/** Says when boxes fall outside their image as they are read now and would fit under another reading; one click reads them so. */
import { useMemo, useState } from 'react'
import type { Collection } from '../../../app/host/collections'
import type { SpaceId } from '../../../app/geometry/spaces'
import { Icon } from '../../parts/Icon'
import { countWords, spaceWords } from '../../words/collections'
import { spaceOf, traceHint } from '../../session/document/reading'
import { useActions, useSession } from '../../use-session'

/** Of the whole file where that is known, else of the open trace. Another hint is shown again after one was sent away. */
export function SpaceHintLine({ collection }: { collection: Collection }) {
  const session = useActions()
  const own = useTraceHint()
  const now = useSession(spaceOf)
  const { hint, reading, id } = collection
  if (hint !== undefined && now === reading.space) {
    return (
      <Hint
        key={`${id} ${reading.space} ${hint.better}`}
        {...hint}
        now={reading.space}
        onSwitch={() => void session.collections.setReading({ space: hint.better })}
      />
    )
  }
  if (own === undefined || now === undefined) return null
  return (
    <Hint
      key={`${id} ${now} ${own.space}`}
      boxes={own.boxes}
      outside={own.misfitsNow}
      outsideThen={own.misfitsThen}
      better={own.space}
      now={now}
      where=" of this trace"
      onSwitch={() => void session.collections.respace(own.space)}
    />
  )
}

interface HintProps {
  readonly boxes: number
  readonly outside: number
  readonly outsideThen: number
  readonly better: SpaceId
  readonly now: SpaceId
  readonly where?: string
  readonly onSwitch: () => void
}

function Hint({ boxes, outside, outsideThen, better, now, where = '', onSwitch }: HintProps) {
  const [closed, setClosed] = useState(false)
  if (closed) return null
  return (
    <div className="space-hint" role="status">
      <Icon name="warning" />
      <span>
        {boxes === 1 ? 'The box' : `${countWords(outside)} of ${countWords(boxes)} boxes`}
        {where} {outside === 1 ? 'does' : 'do'} not fit the image as <b>{spaceWords(now)}</b>; as{' '}
        <b>{spaceWords(better)}</b>{' '}
        {boxes === 1 ? 'it fits' : outsideThen === 0 ? 'all fit' : `all but ${countWords(outsideThen)} fit`}.
      </span>
      <button type="button" className="button small" onClick={onSwitch}>
        Switch
      </button>
      <button
        type="button"
        className="icon-button small"
        aria-label="Dismiss"
        onClick={() => setClosed(true)}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}

/** Worked out when the trace or its reading is another, not with every change of the window. */
function useTraceHint() {
  const session = useActions()
  const project = useSession((s) => s.document.project)
  const branch = useSession((s) => s.document.branch)
  // eslint-disable-next-line react-hooks/exhaustive-deps -- what the hint is made of
  return useMemo(() => traceHint(session.get()), [session, project, branch])
}
