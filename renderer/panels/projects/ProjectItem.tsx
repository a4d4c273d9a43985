/** One project of the list: opened by a click, named again with F2, in the trash with Delete; or the name of a file over its traces. */
import { memo, useState, type KeyboardEvent } from 'react'
import type { ProjectId, ProjectSummary } from '../../../app/trace/project'
import { IconButton, LinkButton } from '../../parts/Button'
import { MathLine } from '../../parts/MathLine'
import { SmallImage } from '../../parts/SmallImage'
import { NameField } from '../../parts/NameField'
import type { ProjectLine } from '../../session/host/project-kinds'
import { useActions, useSession, useSpoken } from '../../use-session'
import { t } from '../../language/text'

interface Props {
  readonly project: ProjectSummary
  /** Undefined while none are being chosen. */
  readonly marked: boolean | undefined
  readonly onMark: (id: ProjectId) => void
}

export const ProjectItem = memo(function ProjectItem({ project, marked, onMark }: Props) {
  useSpoken()
  const session = useActions()
  const current = useSession((s) => s.document.id === project.id)
  const [naming, setNaming] = useState(false)
  const { id, title } = project
  return (
    <div role="listitem" className="row project-row" data-selected={current} data-testid="project-row">
      {marked !== undefined && (
        <input
          type="checkbox"
          className="project-mark"
          aria-label={t('Select {title}', { title })}
          checked={marked}
          onChange={() => onMark(id)}
        />
      )}
      {naming ? (
        <NameField
          className="project-naming"
          label={t('Title of the project')}
          value={title}
          onChange={(name) => void session.document.renameProject(id, name)}
          onDone={() => setNaming(false)}
        />
      ) : (
        <Main {...{ project, marked, onMark }} onName={() => setNaming(true)} />
      )}
      {!naming && marked === undefined && (
        <span className="row-actions on-hover">
          <IconButton
            icon="pencil"
            label={t('Rename {title}', { title })}
            small
            title={t('Rename (F2)')}
            onClick={() => setNaming(true)}
          />
          <IconButton
            icon="bin"
            label={t('Move {title} to trash', { title })}
            small
            title={t('Move to trash')}
            onClick={() => void session.document.delete(id)}
          />
        </span>
      )}
    </div>
  )
})

/** What opens it, and has its keys. */
function Main({ project, marked, onMark, onName }: Props & { readonly onName: () => void }) {
  const session = useActions()
  const current = useSession((s) => s.document.id === project.id)
  const { id, title } = project
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F2') onName()
    else if (event.key === 'Delete') void session.document.delete(id)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <button
      type="button"
      className="row-main"
      onClick={() => (marked === undefined ? session.document.open(id) : onMark(id))}
      onKeyDown={onKeyDown}
      aria-current={current}
    >
      <SmallImage className="project-thumb" id={project.image.id} />
      <span className="project-text">
        <span className="project-title">{title}</span>
        <span className="muted small-text clip" dir="auto">
          {project.question === '' ? t('No question yet') : <MathLine text={project.question} />}
          {project.answer !== undefined && (
            <b>
              {' '}
              <MathLine text={project.answer} />
            </b>
          )}
        </span>
      </span>
    </button>
  )
}

/** The file, as a way to it; what was worked on in it stands below. */
export function FileHeading({ line }: { line: Extract<ProjectLine, { type: 'file' }> }) {
  const { collections } = useActions()
  const known = useSession((s) => s.collections.list?.some((c) => c.id === line.collection) === true)
  const words = (
    <>
      <span className="clip">{line.file}</span> <span className="muted numbers">{line.count}</span>
    </>
  )
  return (
    <div role="listitem" className="project-file small-text">
      {known ? (
        <LinkButton title={t('Open the file')} onClick={() => collections.open(line.collection)}>
          {words}
        </LinkButton>
      ) : (
        words
      )}
    </div>
  )
}
