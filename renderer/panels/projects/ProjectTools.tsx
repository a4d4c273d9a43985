/** Above the list of projects: which kind, a search, and what is done with several at once. */
import { Button, LinkButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { projectKinds, projectOrders, type ProjectKind } from '../../session/host/project-kinds'
import type { ProjectId, ProjectSummary } from '../../../app/trace/project'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'
import { Select, SearchField } from '../../parts/Field'

/** Fewer than this are seen at a glance. */
const fewProjects = 6

interface Props {
  readonly kind: ProjectKind
  readonly setKind: (kind: ProjectKind) => void
  readonly counts: Readonly<Record<ProjectKind, number>>
  readonly words: string
  readonly setWords: (words: string) => void
  readonly projects: readonly ProjectSummary[]
  readonly marked: ReadonlySet<ProjectId> | undefined
  readonly setMarked: (marked: ReadonlySet<ProjectId> | undefined) => void
}

function Order() {
  const session = useActions()
  const order = useSession((s) => s.view.projectOrder)
  const words = { changed: t('Changed last'), created: t('Newest first'), title: t('By title') }
  return (
    <Select
      label={t('Order of the list')}
      value={order}
      options={projectOrders.map((value) => ({ value, words: words[value] }))}
      onChange={(next) => session.view.orderProjects(next)}
    />
  )
}

/** Nothing where there is little. */
export function ProjectTools(props: Props) {
  const { kind, setKind, counts, words, setWords, marked, setMarked } = props
  const others = counts.trace + counts.result > 0
  const many = counts[kind] >= fewProjects
  if (!others && !many && marked === undefined) return null
  return (
    <div className="project-tools">
      {others && (
        <Select
          label={t('Which projects')}
          value={kind}
          options={projectKinds
            .filter((k) => k === 'own' || counts[k] > 0)
            .map((value) => ({ value, words: `${kindWords(value)} (${counts[value]})` }))}
          onChange={setKind}
        />
      )}
      {many && <Order />}
      {(many || words !== '') && (
        <SearchField
          label={t('Search the projects')}
          placeholder={t('Search…')}
          value={words}
          spellCheck={false}
          onKeyDown={(e) => e.key === 'Escape' && words !== '' && (e.stopPropagation(), setWords(''))}
          onChange={setWords}
        />
      )}
      {marked === undefined ? (
        <LinkButton onClick={() => setMarked(new Set())}>{t('Select…')}</LinkButton>
      ) : (
        <Chosen {...props} marked={marked} />
      )}
    </div>
  )
}

function kindWords(kind: ProjectKind): string {
  switch (kind) {
    case 'own':
      return t('Made here')
    case 'trace':
      return t('Traces worked on')
    case 'result':
      return t('Evaluation rows')
  }
}

function Chosen({ marked, setMarked, projects }: Props & { readonly marked: ReadonlySet<ProjectId> }) {
  const { document } = useActions()
  const all = projects.every(({ id }) => marked.has(id))
  // What a search hides is not moved to the trash.
  const ids = projects.filter(({ id }) => marked.has(id)).map(({ id }) => id)
  return (
    <span className="project-chosen">
      <LinkButton onClick={() => setMarked(all ? new Set() : new Set(projects.map(({ id }) => id)))}>
        {all ? t('None') : t('All {n}', { n: projects.length })}
      </LinkButton>
      <Button
        small
        disabled={ids.length === 0}
        onClick={() => {
          setMarked(undefined)
          void document.deleteAll(ids)
        }}
      >
        <Icon name="bin" /> {t('Move {n} to trash', { n: ids.length })}
      </Button>
      <LinkButton onClick={() => setMarked(undefined)}>{t('Cancel')}</LinkButton>
    </span>
  )
}
