/** Failure tags as buttons with digits; the list is the person's: added, renamed and taken away in place. */
import { useState } from 'react'
import { Button, IconButton } from '../../parts/Button'
import { Form } from '../../parts/Form'
import { onEscape } from '../../parts/on-escape'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

/** The tags that stand on the trace are pressed. One that is no longer in the list still shows. */
export function TagList({ chosen }: { chosen: readonly string[] }) {
  const session = useActions()
  const tags = useSession((s) => s.review.failureTags)
  const [editing, setEditing] = useState(false)
  const others = chosen.filter((t) => !tags.includes(t))
  if (editing) return <TagEditor tags={tags} onDone={() => setEditing(false)} />
  return (
    <div className="tag-list" role="group" aria-label={t('Failure tags')}>
      {[...tags, ...others].map((tag, i) => (
        <button
          key={tag}
          type="button"
          className="tag"
          aria-pressed={chosen.includes(tag)}
          onMouseDown={(e) => e.preventDefault()}
          onClick={() => session.review.toggleTag(tag)}
        >
          {i < Math.min(9, tags.length) && <kbd>{i + 1}</kbd>}
          {tag}
        </button>
      ))}
      <IconButton icon="pencil" label={t('Edit the failure tags')} small onClick={() => setEditing(true)} />
    </div>
  )
}

/** One tag a line. */
function TagEditor({ tags, onDone }: { tags: readonly string[]; onDone: () => void }) {
  const session = useActions()
  const [text, setText] = useState(tags.join('\n'))
  const keep = () => {
    const lines = text.split('\n').map((line) => line.trim().slice(0, 100))
    session.review.setFailureTags([...new Set(lines.filter(Boolean))].slice(0, 50))
    onDone()
  }
  return (
    <Form className="tag-editor text-editor" onSubmit={keep}>
      <label htmlFor="failure-tags" className="small-text muted">
        {t('Failure tags, one a line. The first nine have the keys 1 to 9.')}
      </label>
      <textarea
        id="failure-tags"
        value={text}
        rows={6}
        autoFocus
        onChange={(e) => setText(e.target.value)}
        onKeyDown={onEscape(onDone)}
      />
      <div className="draft-row">
        <Button submit small>
          {t('Keep')}
        </Button>
        <Button small onClick={onDone}>
          {t('Cancel')}
        </Button>
      </div>
    </Form>
  )
}
