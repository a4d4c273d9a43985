/** What cannot be taken back: asked for, then meant. */
import { useState } from 'react'
import { t } from '../../language/text'
import { Button } from '../../parts/Button'

interface Props {
  /** What is asked for. */
  readonly label: string
  /** Said when it is meant. */
  readonly text: string
  readonly onSure: () => void
}

/** One button, then two. */
export function OnSecondWord({ label, text, onSure }: Props) {
  const [asked, setAsked] = useState(false)
  const sure = () => {
    setAsked(false)
    onSure()
  }
  if (!asked)
    return (
      <Button small onClick={() => setAsked(true)}>
        {label}
      </Button>
    )
  return (
    <>
      <Button small danger onClick={sure}>
        {text}
      </Button>
      <Button small onClick={() => setAsked(false)}>
        {t('Cancel')}
      </Button>
    </>
  )
}
