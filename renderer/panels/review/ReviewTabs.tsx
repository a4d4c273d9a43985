/** What is shown of the trace: its reasoning to correct, the changes side by side, checks, and what others decided. */
import { Tabs } from 'radix-ui'
import { lazy, Suspense } from 'react'
import { reviewsOf } from '../../../app/trace/review'
import { changedRows } from '../../session/review-rows'
import type { ReviewTab } from '../../session/review-state'
import { useActions, useRows, useSession } from '../../session/use-session'
import { Changes } from './Changes'
import { Others } from './Others'
import { ReviewStory } from './ReviewStory'

const Checks = lazy(() => import('./Checks').then((m) => ({ default: m.Checks })))

/** Four tabs; the last ones say how much is in them. */
export function ReviewTabs() {
  const session = useActions()
  const tab = useSession((s) => s.reviewTab)
  const changes = changedRows(useRows()).length
  const others = useSession((s) =>
    s.project === undefined || s.branch === undefined
      ? 0
      : reviewsOf(s.project.reviews, s.branch).filter((r) => r.by !== s.annotator).length,
  )
  const flags = useSession((s) => s.findings?.length ?? 0)
  return (
    <Tabs.Root
      className="review-tabs"
      value={tab}
      onValueChange={(value) => session.setReviewTab(value as ReviewTab)} // the values are the four below
    >
      <Tabs.List className="review-tab-list" aria-label="What is shown">
        <Tab value="reasoning" title="Reasoning" />
        <Tab value="changes" title="Changes" count={changes} />
        <Tab value="checks" title="Checks" count={flags} />
        <Tab value="others" title="Others" count={others} />
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
    <Tabs.Trigger value={value} className="review-tab">
      {title}
      {count > 0 && <span className="review-count">{count}</span>}
    </Tabs.Trigger>
  )
}
