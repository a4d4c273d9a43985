/** What was begun here, newest first; apart from it traces of files that were worked on, and opened rows of evaluations. */
import { useMemo, useState } from 'react'
import { Chunked } from '../../parts/Chunked'
import { CommandButton } from '../../controls/CommandButton'
import { NoticeView } from '../../controls/NoticeView'
import { Section } from '../../parts/Section'
import {
  countKinds,
  matchingProjects,
  projectsInOrder,
  projectLines,
  type ProjectLine,
  type ProjectKind,
} from '../../session/host/project-kinds'
import type { ProjectId, ProjectSummary } from '../../../app/trace/project'
import { useSession } from '../../use-session'
import { t } from '../../language/text'
import { FileHeading, ProjectItem } from './ProjectItem'
import { ProjectTools } from './ProjectTools'

/** Height of a row in CSS pixels: a small picture and its margins. */
const rowHeight = 46

const none: readonly ProjectSummary[] = []

/** `folded`: begin folded, unless it was opened before. */
export function ProjectList({ folded }: { folded: boolean }) {
  const all = useSession((s) => s.host.projects ?? none)
  const known = useSession((s) => s.host.projects !== undefined)
  const [kind, setKind] = useState<ProjectKind>('own')
  const [words, setWords] = useState('')
  /** Those that are marked, while some are being chosen. */
  const [marked, setMarked] = useState<ReadonlySet<ProjectId>>()
  const counts = useMemo(() => countKinds(all), [all])
  // The last of a kind may have gone to the trash.
  const shown = counts[kind] === 0 ? 'own' : kind
  const order = useSession((s) => s.view.projectOrder)
  const projects = useMemo(
    () => projectsInOrder(matchingProjects(all, shown, words), order),
    [all, shown, words, order],
  )
  const lines = useMemo(() => projectLines(projects), [projects])
  const mark = (id: ProjectId) =>
    setMarked((before = new Set()) => (before.has(id) ? without(before, id) : new Set([...before, id])))
  const draw = (line: ProjectLine) =>
    line.type === 'file' ? (
      <FileHeading key={line.collection} line={line} />
    ) : (
      <ProjectItem
        key={line.project.id}
        project={line.project}
        marked={marked?.has(line.project.id)}
        onMark={mark}
      />
    )
  return (
    <Section
      id={folded ? 'projects-open' : 'projects'}
      title={t('Projects')}
      open={!folded}
      aside={<CommandButton id="open-image" icon="plus" className="icon-button small" />}
      testid="projects"
    >
      <NoticeView place="projects" />
      {known && all.length === 0 && (
        <p className="muted pad">{t('Nothing yet. Images you open are kept here.')}</p>
      )}
      {all.length > 0 && (
        <ProjectTools {...{ counts, words, setWords, marked, setMarked, setKind, projects }} kind={shown} />
      )}
      <div className="list project-list" role="list" aria-label={t('Projects')}>
        <Chunked items={lines} draw={draw} height={rowHeight} />
      </div>
      {all.length > 0 && projects.length === 0 && (
        <p className="muted pad">
          {words === '' ? t('Nothing yet. Images you open are kept here.') : t('No project matches.')}
        </p>
      )}
    </Section>
  )
}

function without(set: ReadonlySet<ProjectId>, id: ProjectId): ReadonlySet<ProjectId> {
  return new Set([...set].filter((one) => one !== id))
}
