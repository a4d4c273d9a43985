/** The branches of the project as a tree: what was tried, what it answered, which one counts. */
import { useMemo } from 'react'
import { answerOf, type Branch, type Project } from '../../app/trace/project'
import { groupsOf } from '../../app/groups/group'
import { IconButton, LinkButton } from '../parts/Button'
import { EditableName } from '../parts/EditableName'
import { Section } from '../parts/Section'
import { Tip } from '../parts/Tip'
import { treeOf } from '../session/document/tree'
import { useActions, useSession, useToldAll } from '../use-session'
import { runWord } from '../words/trace'
import { comparedBranch } from '../session/view/mode'
import { heard, t } from '../language/text'

const none: readonly Branch[] = []

/** The tree, and below it what is in the bin. */
export function BranchList() {
  const session = useActions()
  const project = useSession((s) => s.document.project?.id)
  const branches = useSession((s) => s.document.project?.branches ?? none)
  const rows = useMemo(() => treeOf(branches), [branches])
  const binned = branches.filter((b) => b.binned)
  return (
    <Section id="branches" title={t('Branches')} aside={<GroupLink branches={branches} />}>
      {rows.length === 0 && <p className="muted pad">{t('Ask a question: its run is the first branch.')}</p>}
      <ul className="list branch-list">
        {rows.map(({ branch, depth }) => (
          // The first branch of every trace has one name: a half-typed one is of one trace.
          <BranchRow key={`${project} ${branch.id}`} branch={branch} depth={depth} many={rows.length > 1} />
        ))}
      </ul>
      {binned.length > 0 && (
        <details className="binned">
          <summary className="muted small-text">
            {t('In the trash ({binned})', { binned: binned.length })}
          </summary>
          {binned.map((b) => (
            <div key={b.id} className="row">
              <span className="clip pad-left">{heard(b.name)}</span>
              <LinkButton onClick={() => void session.document.binBranch(b.id, false)}>
                {t('Restore')}
              </LinkButton>
            </div>
          ))}
        </details>
      )}
    </Section>
  )
}

/** The newest group of rollouts among the branches, as a group. */
function GroupLink({ branches }: { branches: readonly Branch[] }) {
  const session = useActions()
  const group = useMemo(() => groupsOf({ branches })[0]?.group, [branches])
  if (group === undefined) return null
  return <LinkButton onClick={() => session.rollouts.showGroup(group)}>{t('Rollouts')}</LinkButton>
}

function BranchRow({ branch, depth, many }: { branch: Branch; depth: number; many: boolean }) {
  const session = useActions()
  const current = useSession((s) => s.document.branch === branch.id)
  const compared = useSession((s) => comparedBranch(s) === branch.id)
  const answer = useSession((s) =>
    s.document.project === undefined ? undefined : answerIn(s.document.project, branch.id),
  )
  const toldAll = useToldAll()
  const word = runWord(branch.run)
  return (
    <li
      className="row branch-row"
      data-testid="branch-row"
      data-selected={current}
      data-compared={compared}
      data-run={word}
      style={{ paddingLeft: `${depth * 14}px` }}
    >
      {depth > 0 && <span className="branch-elbow" aria-hidden="true" />}
      <button
        type="button"
        className="row-main"
        aria-current={current}
        onClick={() => session.selection.branch(branch.id)}
      >
        <span className="branch-dot" data-run={word ?? 'answered'} />
        <EditableName
          value={branch.name}
          shown={heard(branch.name)}
          label={t('Name of the branch')}
          onChange={(name) => void session.document.renameBranch(branch.id, name)}
        />
        {word !== undefined && <span className="badge">{word}</span>}
        {answer !== undefined && toldAll && <span className="branch-answer">{answer}</span>}
      </button>
      <span className="row-actions">
        {many && !current && (
          <RowButton
            label={compared ? t('Stop comparing') : t('Compare with this branch')}
            icon="compare"
            pressed={compared}
            testid="compare-button"
            onClick={() => session.view.compare(compared ? undefined : branch.id)}
          />
        )}
        <RowButton
          label={branch.star ? t('Unstar') : t('Star (opens by default)')}
          icon="star"
          pressed={branch.star}
          onClick={() => void session.document.starBranch(branch.id, !branch.star)}
        />
        {many && branch.run.type !== 'running' && (
          <RowButton label={t('Move to trash')} icon="bin" onClick={() => binBranch(session, branch.id)} />
        )}
      </span>
    </li>
  )
}

interface ButtonProps {
  readonly label: string
  readonly icon: 'compare' | 'star' | 'bin'
  readonly pressed?: boolean
  readonly testid?: string
  readonly onClick: () => void
}

function RowButton({ label, icon, pressed, testid, onClick }: ButtonProps) {
  return (
    <Tip text={label}>
      <IconButton
        icon={icon}
        filled={icon === 'star' && pressed === true}
        label={label}
        small
        className="on-hover"
        aria-pressed={pressed}
        data-testid={testid}
        onClick={onClick}
      />
    </Tip>
  )
}

/** The bin, and on to a neighbour where it was the selected one. */
function binBranch(session: ReturnType<typeof useActions>, id: string): void {
  const { branch, project } = session.get().document
  const rows = treeOf(project?.branches ?? []).filter((r) => r.branch.id !== id)
  if (branch === id && rows[0] !== undefined) session.selection.branch(rows[0].branch.id)
  void session.document.binBranch(id, true)
}

function answerIn(project: Project, id: string): string | undefined {
  const branch = project.branches.find((b) => b.id === id)
  return branch === undefined ? undefined : answerOf(project, branch)
}
