/** The readers that are kept: used for the open file, handed on as files, removed; and one from somebody else loaded. */
import { useRef } from 'react'
import type { NamedReader } from '../../../app/readers/reader'
import { openCollectionOf } from '../../session/collections/open-collection'
import { useActions, useSession } from '../../use-session'
import { CommandButton } from '../../controls/CommandButton'
import { Button, IconButton } from '../../parts/Button'
import { EditableName } from '../../parts/EditableName'
import { FileInput } from '../../parts/FileInput'
import { t } from '../../language/text'
import { rich, code } from '../../language/rich'

/** The list, and the two ways to a new one. */
export function KeptReaders() {
  const session = useActions()
  const list = useSession((s) => s.readers.list)
  const file = useRef<HTMLInputElement>(null)
  return (
    <div className="reader-form">
      <p className="muted">
        {rich(
          'A named reader says once how a tool or a file that Relook does not know is read. It is a small JSON file that others can load, here and with <code>relook read --reader</code>.',
          { code },
        )}
      </p>
      <ul className="reader-list" aria-label={t('Kept readers')}>
        {list?.map((reader) => (
          <Kept key={reader.name} reader={reader} />
        ))}
      </ul>
      {list?.length === 0 && <p className="muted">{t('None is kept yet.')}</p>}
      <div className="reader-foot">
        <CommandButton id="map-file" className="button">
          {t('Map the open file…')}
        </CommandButton>
        <Button onClick={() => file.current?.click()}>{t('Load a reader…')}</Button>
        <FileInput
          ref={file}
          accept=".json"
          aria-label={t('Choose a reader')}
          onFiles={([chosen]) => void session.readers.load(chosen)}
        />
      </div>
    </div>
  )
}

function Kept({ reader }: { reader: NamedReader }) {
  const session = useActions()
  const open = useSession(openCollectionOf)
  const used = open?.reading.reader === reader.name
  const tools = (reader.calls ?? []).map(({ tool }) => tool)
  const parts = [
    ...(reader.record === undefined ? [] : [t('records')]),
    ...tools.map((tool) => t('calls of {tool}', { tool })),
  ]
  return (
    <li className="reader-kept" data-used={used}>
      <div className="reader-kept-name">
        <EditableName
          value={reader.name}
          label={t('Name of the reader {name}', { name: reader.name })}
          onChange={(name) => void session.readers.rename(reader, name)}
        />
        <span className="muted small-text">
          {[parts.join(', '), ...(used ? [t('this file is read with it')] : [])].join(' · ')}
        </span>
      </div>
      {open !== undefined && !used && (
        <Button small onClick={() => void session.readers.use(reader.name)}>
          {t('Use')}
        </Button>
      )}
      <Button
        small
        aria-label={t('Save {name} as a file', { name: reader.name })}
        onClick={() => session.readers.download(reader)}
      >
        {t('Export')}
      </Button>
      <IconButton
        icon="bin"
        label={t('Remove {name}', { name: reader.name })}
        small
        title={t('Remove: files read with it stay as they are')}
        onClick={() => void session.readers.remove(reader)}
      />
    </li>
  )
}
