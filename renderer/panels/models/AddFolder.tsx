/** Using a model that lies somewhere on this machine already. It stays where it is. */
import { useState } from 'react'
import type { FailureData } from '../../../app/failure'
import { Button } from '../../parts/Button'
import { Form } from '../../parts/Form'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { t } from '../../language/text'

/** A dialog of the system on the desktop; in a browser the folder is named on the machine Relook runs on. */
export function AddFolder() {
  const session = useActions()
  const dialogs = useSession((s) => s.host.about?.dialogs ?? false)
  const [failure, setFailure] = useState<FailureData>()
  const choose = async () => setFailure(await session.modelStore.choose())
  return (
    <section aria-labelledby="models-folder">
      <h3 id="models-folder" className="models-title">
        {t('A folder of this machine')}
      </h3>
      {dialogs ? (
        <Form className="models-form" onSubmit={choose}>
          <p className="muted">
            {t(
              'An export of Qwen2-VL, Qwen2.5-VL, Qwen3-VL or Qwen3.5, as transformers.js or onnxruntime-genai lay it out.',
            )}
          </p>
          <Button submit>{t('Choose folder…')}</Button>
        </Form>
      ) : (
        <p className="muted">
          {t('On the machine Relook runs on:')} <code>relook models --add FOLDER</code>
        </p>
      )}
      <Problem failure={failure} />
    </section>
  )
}
