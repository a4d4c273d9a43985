/** Another annotator's file, merged into the projects here. */
import { useRef, useState } from 'react'
import { Button } from '../../parts/Button'
import { FileInput } from '../../parts/FileInput'
import { useActions } from '../../use-session'
import { t } from '../../language/text'

/** A button that takes a Relook JSONL file, and what came of it. */
export function MergeFile() {
  const session = useActions()
  const field = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState('')
  const take = async (file: File) => {
    setSaid(t('Merging…'))
    setSaid((await session.checks.mergeReviews(file)) ?? '')
  }
  return (
    <div className="merge-file">
      <FileInput
        ref={field}
        accept=".jsonl,.json,.gz"
        aria-label={t('File of another annotator')}
        onFiles={([file]) => void take(file)}
      />
      <Button small onClick={() => field.current?.click()}>
        {t('Merge another annotator’s file…')}
      </Button>
      <span className="muted small-text" role="status">
        {said}
      </span>
    </div>
  )
}
