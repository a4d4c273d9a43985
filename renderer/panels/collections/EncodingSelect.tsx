/** In what a file's text is written, where the guess was wrong or none could be made: the file is read again at once. */
import { encodingName, encodings } from '../../../app/encodings'
import type { Collection } from '../../../app/host/collections'
import { Select } from '../../parts/Field'
import { useActions } from '../../use-session'
import { t } from '../../language/text'

/** A native list. What the bytes tell comes first, then UTF-8, then the others. */
export function EncodingSelect({ collection }: { collection: Collection }) {
  const session = useActions()
  const { text } = collection.reading
  const found = text?.by === 'bytes' ? ` (${encodingName(text.encoding)})` : ''
  const unsure = collection.state.type === 'failed' && collection.state.failure.code === 'unsure-encoding'
  const known = ['utf-8', ...encodings.map(({ id }) => id)]
  const own = text?.by === 'person' ? text.encoding : undefined
  // One that was named on the command line may be another.
  const all = own === undefined || known.includes(own) ? known : [own, ...known]
  return (
    <label className="encoding">
      <span>{t('Text in')}</span>
      <Select
        label={t('Encoding of the text')}
        value={own ?? ''}
        options={[
          { value: '', words: unsure ? t('Choose…') : t('detected{found}', { found }) },
          ...all.map((id) => ({ value: id, words: encodingName(id) })),
        ]}
        onChange={(id) => void session.collections.setReading({ encoding: id || undefined })}
      />
    </label>
  )
}
