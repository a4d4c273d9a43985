/** Asks once who reviews. Their name stands on every decision and correction. */
import { useState } from 'react'
import { TextField } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { Button } from '../../parts/Button'
import { useActions } from '../../use-session'
import { t } from '../../language/text'

/** A field and a button. */
export function NameCard() {
  const session = useActions()
  const [name, setName] = useState('')
  return (
    <Form className="name-card" onSubmit={() => session.review.setAnnotator(name)}>
      <label htmlFor="annotator">{t('Who is reviewing?')}</label>
      <p className="muted small-text">
        {t(
          'Your name is recorded with your verdicts and edits. It is kept on this machine and in the files you export.',
        )}
      </p>
      <div className="name-row">
        <TextField
          id="annotator"
          value={name}
          maxLength={100}
          autoFocus
          autoComplete="name"
          onChange={setName}
        />
        <Button submit primary disabled={name.trim() === ''}>
          {t('Begin')}
        </Button>
      </div>
    </Form>
  )
}
