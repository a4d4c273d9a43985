/** The left column: where one is. Projects, branches, steps. */
import { useSession } from '../session/use-session'
import { BranchList } from './BranchList'
import { ProjectList } from './ProjectList'
import { SampleList } from './SampleList'
import { StepList } from './StepList'

/** Projects fold away while one is open. */
export function Sidebar() {
  const open = useSession((s) => s.projectId !== undefined)
  return (
    <nav className="sidebar" aria-label="Project">
      <ProjectList key={String(open)} folded={open} />
      {open && <SampleList />}
      {open && <BranchList />}
      {open && <StepList />}
    </nav>
  )
}
