/** The left column: where one is. Projects, branches, steps. */
import { useSession } from '../use-session'
import { BranchList } from './BranchList'
import { RecentTraces } from './collections/Recent'
import { TracesPanel } from './collections/TracesPanel'
import { ProjectList } from './projects/ProjectList'
import { SampleList } from './SampleList'
import { StepList } from './StepList'
import { t } from '../language/text'

/** Projects fold away while one is open. */
export function Sidebar() {
  const open = useSession((s) => s.document.id !== undefined)
  const traces = useSession((s) => s.collections.id !== undefined)
  const branches = useSession((s) => s.document.project?.branches.length ?? 0)
  if (traces) {
    return (
      <nav className="sidebar" aria-label={t('Traces')}>
        <TracesPanel />
        {branches > 1 && <BranchList />}
        {open && <StepList />}
      </nav>
    )
  }
  return (
    <nav className="sidebar" aria-label={t('Project')}>
      <ProjectList key={String(open)} folded={open} />
      <RecentTraces key={`traces-${open}`} folded={open} />
      {open && <SampleList />}
      {open && <BranchList />}
      {open && <StepList />}
    </nav>
  )
}
