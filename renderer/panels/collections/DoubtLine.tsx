/** Says when boxes do not fit as they are read and would fit another way; one click reads them so. Of the file, or of this trace. */
import { useState } from 'react'
import type { Collection } from '../../../app/host/collections'
import type { BoxReading } from '../../../app/reading/written'
import { notationName } from '../../../app/reading/evidence-words'
import { CommandButton } from '../../controls/CommandButton'
import { Button, IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { isReadAlone, traceDoubt } from '../../session/document/reading'
import { useActions, useSession } from '../../use-session'
import { heard, t } from '../../language/text'

/** Of the whole file where that is known, else of the open trace. Another one is shown again after one was sent away. */
export function DoubtLine({ collection }: { collection: Collection }) {
  const session = useActions()
  const own = useSession(traceDoubt)
  const alone = useSession(isReadAlone)
  const { reading, id } = collection
  const { better, evidence = [] } = reading.weighed ?? {}
  if (better !== undefined && !alone)
    return (
      <Doubt
        key={`${id} ${notationName(reading)} ${notationName(better)}`}
        why={heard(evidence[0] ?? '')}
        other={better}
        onSwitch={() => void session.collections.readFile(better)}
      />
    )
  if (own === undefined) return null
  return (
    <Doubt
      key={`${id} ${notationName(own)} ${own.why}`}
      why={t('This trace: {why}', { why: heard(own.why) })}
      other={own}
      onSwitch={() => void session.collections.readTrace(own)}
    />
  )
}

interface DoubtProps {
  readonly why: string
  readonly other: BoxReading
  readonly onSwitch: () => void
}

function Doubt({ why, other, onSwitch }: DoubtProps) {
  const [closed, setClosed] = useState(false)
  if (closed) return null
  return (
    <div className="doubt" role="status" data-testid="doubt">
      <Icon name="warning" />
      <span>{why}</span>
      <CommandButton id="show-readings" className="button small">
        {t('Compare')}
      </CommandButton>
      <Button
        small
        aria-label={t('Read as {other}', { other: heard(notationName(other)) })}
        onClick={onSwitch}
      >
        {t('Switch')}
      </Button>
      <IconButton icon="close" label={t('Dismiss')} small onClick={() => setClosed(true)} />
    </div>
  )
}
