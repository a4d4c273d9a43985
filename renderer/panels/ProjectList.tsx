/** The projects there are, newest first: open one, or move it to the trash. */
import { memo } from 'react'
import { imageAddress } from '../../app/addresses'
import type { ProjectSummary } from '../../app/trace/project'
import { CommandButton } from '../controls/CommandButton'
import { Chunked } from '../parts/Chunked'
import { Icon } from '../parts/Icon'
import { NoticeView } from '../controls/NoticeView'
import { Section } from '../parts/Section'
import { useActions, useSession, useSpoken } from '../use-session'
import { t } from '../language/text'

/** Height of a row in CSS pixels: a small picture and its margins. */
const rowHeight = 46

/** `folded`: begin folded, unless it was opened before. */
export function ProjectList({ folded }: { folded: boolean }) {
  const projects = useSession((s) => s.host.projects)
  const aside = <CommandButton id="open-image" icon="plus" className="icon-button small" />
  return (
    <Section
      id={folded ? 'projects-open' : 'projects'}
      title={t('Projects')}
      open={!folded}
      aside={aside}
      testid="projects"
    >
      <NoticeView place="projects" />
      {projects?.length === 0 && (
        <p className="muted pad">{t('Nothing yet. Images you open are kept here.')}</p>
      )}
      <div className="list project-list" role="list">
        <Chunked items={projects ?? []} draw={drawn} height={rowHeight} />
      </div>
    </Section>
  )
}

const drawn = (project: ProjectSummary) => <ProjectItem key={project.id} project={project} />

const ProjectItem = memo(function ProjectItem({ project }: { project: ProjectSummary }) {
  useSpoken()
  const session = useActions()
  const current = useSession((s) => s.document.id === project.id)
  return (
    <div role="listitem" className="row project-row" data-selected={current} data-testid="project-row">
      <button
        type="button"
        className="row-main"
        onClick={() => session.document.open(project.id)}
        aria-current={current}
      >
        <img className="project-thumb" src={imageAddress(project.image.id, 96)} alt="" loading="lazy" />
        <span className="project-text">
          <span className="project-title">{project.title}</span>
          <span className="muted small-text clip">
            {project.question === '' ? t('No question yet') : project.question}
            {project.answer !== undefined && <b> {project.answer}</b>}
          </span>
        </span>
      </button>
      <button
        type="button"
        className="icon-button small on-hover"
        aria-label={t('Move {title} to trash', { title: project.title })}
        title={t('Move to trash')}
        onClick={() => void session.document.delete(project.id)}
      >
        <Icon name="bin" />
      </button>
    </div>
  )
})
