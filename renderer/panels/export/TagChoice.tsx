/** Failure tags: only traces with it, only traces without it, or no matter. One button each, which goes round. */
import { msg } from '../../../app/message'
import { defaultTags } from '../../../app/trace/review'
import type { TagUse } from '../../session/exports/exports-state'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { Field } from '../../parts/Field'
import { openCollectionOf } from '../../session/collections/open-collection'
import { t } from '../../language/text'

const next: Readonly<Record<TagUse | 'any', TagUse | undefined>> = {
  any: 'only',
  only: 'without',
  without: undefined,
}
const words = { any: msg('any'), only: msg('include'), without: msg('exclude') } as const
const marks = { any: '', only: '✓ ', without: '✗ ' } as const

/** The tags that are offered in review, and those the file has. */
export function TagChoice() {
  const session = useActions()
  const uses = useSession((s) => s.exports.form.tags)
  const counted = useSession((s) => openCollectionOf(s)?.counts?.tags)
  const tags = [...new Set([...defaultTags, ...Object.keys(counted ?? {}), ...Object.keys(uses)])]
  const turn = (tag: string) => {
    const { [tag]: use = 'any', ...rest } = uses
    const then = next[use]
    session.exports.change({ tags: then === undefined ? rest : { ...rest, [tag]: then } })
  }
  return (
    <Field title={t('Tags')} note={t('Press once for only with the tag, again for only without it.')}>
      <span className="export-tags">
        {tags.map((tag) => {
          const use = uses[tag] ?? 'any'
          return (
            <Button
              small
              key={tag}
              aria-pressed={use !== 'any'}
              aria-label={`${tag}: ${t(words[use])}`}
              onClick={() => turn(tag)}
            >
              {marks[use]}
              {tag}
            </Button>
          )
        })}
      </span>
    </Field>
  )
}
