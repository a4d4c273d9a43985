/** For boxes in pixels of the resized image: how many pixels the model was shown, where that is not what its dialect says. */
import { useState } from 'react'
import type { Reading } from '../../../app/host/collections'
import type { BoxReading } from '../../../app/reading/written'
import { usualPixels } from '../../../app/reading/frame'
import { Button } from '../../parts/Button'
import { Form } from '../../parts/Form'
import { t } from '../../language/text'

/** A field with the usual numbers; nothing for boxes in another unit. */
export function ShownPixels({
  reading: { space, order, pixels },
  onChoose,
}: {
  readonly reading: Reading
  readonly onChoose: (reading: BoxReading) => void
}) {
  const [text, setText] = useState(pixels === undefined ? '' : String(pixels))
  const wanted = Number(text.replaceAll(/[\s_,.]/g, ''))
  const usable = Number.isInteger(wanted) && wanted >= 1 && wanted <= 1e12
  if (space !== 'input') return null
  const submit = () => {
    if (text.trim() === '') onChoose({ space, order })
    else if (usable) onChoose({ space, order, pixels: wanted })
  }
  return (
    <Form className="shown-pixels" onSubmit={submit}>
      <label htmlFor="shown-pixels">{t('Max pixels the model was given (max_pixels)')}</label>
      <div className="shown-pixels-row">
        <input
          id="shown-pixels"
          inputMode="numeric"
          list="usual-pixels"
          placeholder={t('the dialect’s default')}
          value={text}
          aria-invalid={text.trim() !== '' && !usable}
          onChange={(e) => setText(e.target.value)}
        />
        <datalist id="usual-pixels">
          {usualPixels.map((usual) => (
            <option key={usual.pixels} value={usual.pixels}>
              {usual.from}
            </option>
          ))}
        </datalist>
        <Button submit small disabled={text.trim() !== '' && !usable}>
          {t('Use')}
        </Button>
      </div>
    </Form>
  )
}
