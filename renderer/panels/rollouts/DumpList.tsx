/** The left column: groups of the open project, dumps, and the groups of the chosen one. */
import { useRef, useState } from 'react'
import { groupsOf } from '../../../app/groups/group'
import type { RolloutDump } from '../../../app/host/rollouts'
import { TextField } from '../../parts/Field'
import { FileInput } from '../../parts/FileInput'
import { Form } from '../../parts/Form'
import { Button, IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { onEscape } from '../../parts/on-escape'
import { Tip } from '../../parts/Tip'
import { groupWords } from '../../words/rollouts'
import { useActions, useSession } from '../../use-session'
import { chosenFiles } from '../collections/dropped'
import { GroupList } from './GroupList'
import { t } from '../../language/text'

/** What can be looked at. */
export function DumpList() {
  const dumps = useSession((s) => s.rollouts.dumps)
  const chosen = useSession((s) => s.rollouts.dump)
  return (
    <nav className="area-side" aria-label={t('Rollouts')}>
      <ProjectGroups />
      <div className="run-list-head">
        <h2>{t('Dumps')}</h2>
        <OpenDump />
      </div>
      {dumps?.length === 0 && (
        <p className="muted pad">
          {t('Nothing yet. Open rollouts.jsonl of Relook’s training, or a dump of verl, TRL or ms-swift.')}
        </p>
      )}
      <ul className="dump-items">
        {dumps?.map((dump) => (
          <DumpItem key={dump.id} dump={dump} chosen={dump.id === chosen} />
        ))}
      </ul>
      {chosen !== undefined && <GroupList />}
    </nav>
  )
}

/** Groups sampled from the open project. */
function ProjectGroups() {
  const session = useActions()
  const project = useSession((s) => s.document.project)
  const place = useSession((s) => s.rollouts.place)
  const groups = project === undefined ? [] : groupsOf(project)
  if (project === undefined) return null
  return (
    <>
      <div className="run-list-head">
        <h2 className="clip" title={project.title}>
          {project.title}
        </h2>
        <Button small onClick={() => session.view.showDialog('sample')}>
          <Icon name="plus" /> {t('Sample')}
        </Button>
      </div>
      <ul className="dump-items">
        {groups.map(({ group, branches }) => (
          <li
            key={group}
            className="area-item dump-item"
            data-selected={place?.type === 'project' && place.group === group}
          >
            <button type="button" className="dump-main" onClick={() => session.rollouts.showGroup(group)}>
              <span className="clip">{branches[0]?.question}</span>
              <span className="muted small-text">{groupWords(branches)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function DumpItem({ dump, chosen }: { dump: RolloutDump; chosen: boolean }) {
  const session = useActions()
  const { state } = dump
  return (
    <li className="area-item dump-item" data-selected={chosen}>
      <button
        type="button"
        className="dump-main"
        aria-current={chosen}
        title={dump.path}
        onClick={() => session.rollouts.chooseDump(dump.id)}
      >
        <span className="clip">{dump.name}</span>
        <span className="muted small-text" data-state={state.type}>
          {state.type === 'failed'
            ? t('cannot be read')
            : state.type === 'indexing' && state.total > 0
              ? t('reading, {n, plural, one {# group} other {# groups}} so far', { n: dump.groups })
              : t(
                  '{groups, plural, one {# group} other {# groups}}, {rollouts, plural, one {# rollout} other {# rollouts}} · {format}',
                  {
                    groups: dump.groups,
                    rollouts: dump.rollouts,
                    format: dump.format ?? '',
                  },
                )}
        </span>
        {state.type === 'indexing' && state.total > 0 && (
          <progress
            max={state.total}
            value={state.done}
            aria-label={t('Reading {name}', { name: dump.name })}
          />
        )}
        {dump.issues > 0 && (
          <span className="small-text problem" title={dump.firstIssue}>
            {t('{n, plural, one {# record} other {# records}} could not be read', { n: dump.issues })}
          </span>
        )}
      </button>
      <Tip text={t('Remove from list (keeps the file)')}>
        <IconButton
          icon="close"
          label={t('Remove {name} from the list', { name: dump.name })}
          small
          className="on-run-hover"
          onClick={() => void session.rollouts.forgetDump(dump.id)}
        />
      </Tip>
    </li>
  )
}

/** On the desktop a dialog; in a browser files are sent, or a path of the server is typed. */
function OpenDump() {
  const session = useActions()
  const dialogs = useSession((s) => s.host.about?.dialogs === true)
  const uploading = useSession((s) => s.rollouts.upload)
  const [typing, setTyping] = useState(false)
  if (uploading !== undefined)
    return <progress max={1} value={uploading} aria-label={t('Sending the dump')} />
  if (dialogs)
    return (
      <Button small onClick={() => void session.rollouts.openDump({ type: 'dialog' })}>
        <Icon name="open" /> {t('Open…')}
      </Button>
    )
  return (
    <span className="open-dump">
      <SendDump />
      <Tip text={t('A path on the server')}>
        <IconButton
          icon="more"
          label={t('Open a path on the server')}
          small
          aria-expanded={typing}
          onClick={() => setTyping(!typing)}
        />
      </Tip>
      {typing && <PathField onDone={() => setTyping(false)} />}
    </span>
  )
}

/** Files of this machine, or a folder with its pictures. */
function SendDump() {
  const session = useActions()
  const folder = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const take = (chosen: readonly File[]) => void session.rollouts.uploadDump(chosenFiles(chosen))
  return (
    <>
      <FileInput ref={files} multiple aria-label={t('Files of a dump')} onFiles={take} />
      <FileInput ref={folder} folder aria-label={t('Folder of a dump')} onFiles={take} />
      <Tip text={t('Send a dump’s files')}>
        <Button small onClick={() => files.current?.click()}>
          <Icon name="open" /> {t('Open…')}
        </Button>
      </Tip>
      <Tip text={t('Send a whole folder, with its images')}>
        <Button small onClick={() => folder.current?.click()}>
          {t('Folder…')}
        </Button>
      </Tip>
    </>
  )
}

function PathField({ onDone }: { onDone: () => void }) {
  const session = useActions()
  const [path, setPath] = useState('')
  const open = async () => {
    if (path.trim() === '') return
    if (await session.rollouts.openDump({ type: 'path', path: path.trim() })) onDone()
  }
  return (
    <Form
      className="path-form"
      onBlur={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget)) onDone()
      }}
      onSubmit={open}
    >
      <TextField
        autoFocus
        label={t('Path of a dump on the server')}
        placeholder={t('/path/to/rollouts.jsonl')}
        value={path}
        onChange={setPath}
        onKeyDown={onEscape(onDone)}
      />
      <Button submit small primary disabled={path.trim() === ''}>
        {t('Open')}
      </Button>
    </Form>
  )
}
