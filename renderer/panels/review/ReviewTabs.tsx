/** What is shown of the trace: its reasoning to correct, the changes side by side, checks, and what others decided. */
import { Tabs } from 'radix-ui'
import { lazy, Suspense } from 'react'
import { reviewsOf } from '../../../app/trace/review'
import { changedRows } from '../../session/review/review-rows'
import type { ReviewTab } from '../../session/review/review-state'
import { useActions, useRows, useSession } from '../../use-session'
import { Changes } from './Changes'
import { Others } from './Others'
import { ReviewStory } from './ReviewStory'
import { t } from '../../language/text'

const Checks = lazy(() => import('./Checks').then((m) => ({ default: m.Checks })))

/** Four tabs; the last ones say how much is in them. */
export function ReviewTabs() {
  const session = useActions()
  const tab = useSession((s) => s.review.tab)
  const changes = changedRows(useRows()).length
  const others = useSession((s) =>
    s.document.project === undefined || s.document.branch === undefined
      ? 0
      : reviewsOf(s.document.project.reviews, s.document.branch).filter((r) => r.by !== s.review.annotator)
          .length,
  )
  const flags = useSession((s) => s.checks.findings?.length ?? 0)
  return (
    <Tabs.Root
      className="tabs"
      value={tab}
      onValueChange={(value) => session.review.setTab(value as ReviewTab)} // the values are the four below
    >
      <Tabs.List className="tab-list review-tab-list" aria-label={t('What is shown')}>
        <Tab value="reasoning" title={t('Reasoning')} />
        <Tab value="changes" title={t('Changes')} count={changes} />
        <Tab value="checks" title={t('Checks')} count={flags} />
        <Tab value="others" title={t('Others')} count={others} />
      </Tabs.List>
      <Tabs.Content value="reasoning" className="review-body" tabIndex={-1}>
        <ReviewStory />
      </Tabs.Content>
      <Tabs.Content value="changes" className="review-body" tabIndex={-1}>
        <Changes />
      </Tabs.Content>
      <Tabs.Content value="checks" className="review-body" tabIndex={-1}>
        <Suspense fallback={null}>
          <Checks />
        </Suspense>
      </Tabs.Content>
      <Tabs.Content value="others" className="review-body" tabIndex={-1}>
        <Others />
      </Tabs.Content>
    </Tabs.Root>
  )
}

function Tab({ value, title, count = 0 }: { value: ReviewTab; title: string; count?: number }) {
  return (
    <Tabs.Trigger value={value} className="tab review-tab">
      {title}
      {count > 0 && <span className="review-count">{count}</span>}
    </Tabs.Trigger>
  )
}
