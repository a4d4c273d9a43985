/** The form that adds a server. It is added once it has answered; what went wrong is said under the form. */
import { useState, type FormEvent } from 'react'
import type { FailureData } from '../../../app/failure'
import { TextField } from '../../parts/Field'
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
  const session = useActions()
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [key, setKey] = useState('')
  const [model, setModel] = useState('')
  const [insecure, setInsecure] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<FailureData | undefined>(undefined)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    const named = name.trim() === '' ? {} : { name: name.trim() }
    const keyed = key.trim() === '' ? {} : { key: key.trim() }
    const of = model.trim() === '' ? {} : { model: model.trim() }
    setFailure(await session.servers.add({ url: url.trim(), insecure, ...named, ...keyed, ...of }))
    setBusy(false)
  }
  return (
    <form className="server-page" onSubmit={(e) => void submit(e)}>
      <h3 className="server-title">{t('Add a server')}</h3>
      <p className="muted">
        {t(
          'Any OpenAI-compatible API. Relook lists its models, then tests with a few short questions what each can do.',
        )}
      </p>
      <div className="server-usual">
        {usual.map((u) => (
          <Button
            small
            key={u.name}
            translate="no"
            onClick={() => {
              setUrl(u.url)
              setName(u.name)
            }}
          >
            {u.name}
          </Button>
        ))}
      </div>
      <div className="server-fields">
        <label htmlFor="server-url">{t('Address')}</label>
        <TextField
          id="server-url"
          required
          autoFocus
          spellCheck={false}
          placeholder={t('http://127.0.0.1:8000/v1')}
          value={url}

          onChange={setUrl}
        />
        <label htmlFor="server-name">{t('Name')}</label>
        <TextField
          id="server-name"
          maxLength={100}
          placeholder={t('server address')}
          value={name}

          onChange={setName}
        />
        <label htmlFor="server-key">{t('Key')}</label>
        <TextField
          id="server-key"
          type="password"
          autoComplete="off"
          placeholder={t('none')}
          value={key}

          onChange={setKey}
        />
        <label htmlFor="server-model">{t('Model')}</label>
        <TextField
          id="server-model"
          maxLength={300}
          spellCheck={false}
          placeholder={t('as listed by the server')}
          value={model}

          onChange={setModel}
        />
      </div>
      {/^https:/i.test(url) && <Consent value={insecure} onChange={setInsecure} />}
      {failure !== undefined && <Problem failure={failure} />}
      <div className="server-foot">
        <Button submit primary disabled={busy || url.trim() === ''}>
          {busy ? t('Connecting…') : t('Connect')}
        </Button>
      </div>
    </form>
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
