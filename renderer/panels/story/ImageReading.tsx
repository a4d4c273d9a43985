/** What about the image is read in several ways, which of them is shown, and the choice of another. */
import { dialectOf } from '../../../app/dialects'
import { alphaOf } from '../../../app/reading/place'
import {
  isReadInSeveralWays,
  readerRules,
  readingWords,
  type ImageReader,
} from '../../../app/trace/image-reader'
import { Select } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { useActions, useBranch, useSession } from '../../use-session'
import { heard, t } from '../../language/text'

/** vLLM reads as qwen-vl-utils does. */
const choices: readonly ImageReader[] = ['relook', 'qwen-vl-utils', 'pillow', 'transformers']

/** Nothing for images that every code of the field reads alike. */
export function ImageReading() {
  const session = useActions()
  const read = useSession((s) => s.document.project?.image.read)
  const isGif = useSession((s) => /\.gif$/i.test(s.document.project?.image.name ?? ''))
  // A trace's picture is read as its language has it.
  const own = useSession((s) => s.document.project?.origin === undefined)
  const dialect = dialectOf(useBranch((b) => b.dialect) ?? '')
  if (read === undefined) return null
  return (
    <>
      {readingWords(read, { forgotten: isGif }).map((words) => (
        <p key={words} className="flag" data-testid="picture-reading">
          <Icon name="warning" /> {heard(words)}
        </p>
      ))}
      {dialect !== undefined && alphaOf({ read }, dialect) === 'dropped' && (
        <p className="flag" data-testid="crop-reading">
          <Icon name="warning" />{' '}
          {t(
            'Crops show the colours under the transparency: {name} opens the file again to cut them, and drops it there.',
            { name: dialect.name },
          )}
        </p>
      )}
      {own && isReadInSeveralWays(read) && (
        <label className="muted small-text image-reader">
          {t('Read the image as')}{' '}
          <Select
            data-testid="image-reader"
            value={read.by}
            options={choices.map((by) => ({ value: by, words: readerRules[by].name }))}
            onChange={(by) => void session.document.reread(by)}
          />
        </label>
      )}
    </>
  )
}
