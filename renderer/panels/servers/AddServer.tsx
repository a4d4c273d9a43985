/** The form that adds a server. It is added once it has answered; what went wrong is said under the form. */
import { useState } from 'react'
import type { FailureData } from '../../../app/failure'
import { given } from '../../../app/given'
import { LabelledText } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { Button } from '../../parts/Button'
import { useActions } from '../../use-session'
import { Problem } from './Problem'
import { t } from '../../language/text'

/** Where such servers usually are. */
const usual = [
  { name: 'vLLM', url: 'http://127.0.0.1:8000/v1' },
  { name: 'SGLang', url: 'http://127.0.0.1:30000/v1' },
  { name: 'llama.cpp', url: 'http://127.0.0.1:8080/v1' },
  { name: 'Ollama', url: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', url: 'http://127.0.0.1:1234/v1' },
  { name: 'OpenAI', url: 'https://api.openai.com/v1' },
  { name: 'Gemini', url: 'https://generativelanguage.googleapis.com/v1beta/openai' },
] as const

/** Address, name, key and consent. The key leaves this form when it is sent, and never comes back. */
export function AddServer() {
  const { value, change, busy, failure, submit } = useAdding()
  const { url, insecure } = value
  return (
    <Form className="server-page" onSubmit={submit}>
      <h3 className="server-title">{t('Add a server')}</h3>
      <p className="muted">
        {t(
          'Any OpenAI-compatible API. Relook lists its models, then tests with a few short questions what each can do.',
        )}
      </p>
      <div className="server-usual">
        {usual.map((u) => (
          <Button key={u.name} small translate="no" onClick={() => change(u)}>
            {u.name}
          </Button>
        ))}
      </div>
      <ServerFields {...{ value, change }} />
      {/^https:/i.test(url) && (
        <Consent value={insecure} onChange={(agreed) => change({ insecure: agreed })} />
      )}
      <Problem failure={failure} />
      <div className="server-foot">
        <Button submit primary disabled={busy || url.trim() === ''}>
          {busy ? t('Connecting…') : t('Connect')}
        </Button>
      </div>
    </Form>
  )
}

const nothing = { url: '', name: '', key: '', model: '', insecure: false }

/** What is typed of a server, and adding it. */
function useAdding() {
  const session = useActions()
  const [value, setValue] = useState(nothing)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<FailureData>()
  const submit = async () => {
    setBusy(true)
    setFailure(undefined)
    const { url, insecure, name, key, model } = value
    const typed = (text: string) => text.trim() || undefined
    const more = given({ name: typed(name), key: typed(key), model: typed(model) })
    setFailure(await session.servers.add({ url: url.trim(), insecure, ...more }))
    setBusy(false)
  }
  const change = (part: Partial<typeof nothing>) => setValue((before) => ({ ...before, ...part }))
  return { value, change, busy, failure, submit }
}

interface FieldsProps {
  readonly value: typeof nothing
  readonly change: (part: Partial<typeof nothing>) => void
}

function ServerFields({ value, change }: FieldsProps) {
  return (
    <div className="server-fields">
      <LabelledText
        id="server-url"
        title={t('Address')}
        required
        autoFocus
        spellCheck={false}
        placeholder={t('http://127.0.0.1:8000/v1')}
        value={value.url}
        onChange={(url) => change({ url })}
      />
      <LabelledText
        id="server-name"
        title={t('Name')}
        maxLength={100}
        placeholder={t('server address')}
        value={value.name}
        onChange={(name) => change({ name })}
      />
      <LabelledText
        id="server-key"
        title={t('Key')}
        type="password"
        autoComplete="off"
        placeholder={t('none')}
        value={value.key}
        onChange={(key) => change({ key })}
      />
      <LabelledText
        id="server-model"
        title={t('Model')}
        maxLength={300}
        spellCheck={false}
        placeholder={t('as listed by the server')}
        value={value.model}
        onChange={(model) => change({ model })}
      />
    </div>
  )
}

/** Agreeing to a certificate that nobody vouches for. */
export function Consent({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) {
  return (
    <label className="server-consent">
      <input type="checkbox" checked={value} onChange={(e) => onChange(e.target.checked)} />
      <span>
        {t('Allow untrusted (self-signed) certificates')}
        <span className="muted small-text">
          {t('Only for a server of your own: what is sent could be read in transit.')}
        </span>
      </span>
    </label>
  )
}
