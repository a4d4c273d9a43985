/** Another annotator's file, merged into the projects here. */
import { useRef, useState } from 'react'
import { Button } from '../../parts/Button'
import { useActions } from '../../use-session'
import { t } from '../../language/text'

/** A button that takes a Relook JSONL file, and what came of it. */
export function MergeFile() {
  const session = useActions()
  const field = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState('')
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    setSaid(t('Merging…'))
    setSaid((await session.checks.mergeReviews(file)) ?? '')
  }
  return (
    <div className="merge-file">
      <input
        ref={field}
        type="file"
        accept=".jsonl,.json,.gz"
        hidden
        aria-label={t('File of another annotator')}
        onChange={(e) => {
          void take(e.target.files?.[0])
          e.target.value = ''
        }}
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
