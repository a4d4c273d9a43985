/** What is wrong with the open file: bad rows with line and reason, pictures found nowhere and the way to find them. */
import { Tabs } from 'radix-ui'
import { useCallback, useState } from 'react'
import type { Collection } from '../../../app/host/collections'
import type { Issue } from '../../../app/result'
import { CommandButton } from '../../controls/CommandButton'
import { Button } from '../../parts/Button'
import { WindowDialog } from '../../controls/WindowDialog'
import { useAnswer } from '../../parts/use-answer'
import { useActions, useSession } from '../../use-session'
import { openCollectionOf } from '../../session/collections/open-collection'
import { formatNumber, heard, t } from '../../language/text'

/** How many are listed at once. */
const most = 500

/** Open while the state says so. */
export function Issues() {
  const collection = useSession(openCollectionOf)
  if (collection === undefined) return null
  return (
    <WindowDialog
      id="issues"
      title={t('What is wrong with {name}', { name: collection.name })}
      kind="sheet issues"
    >
      <Parts collection={collection} />
    </WindowDialog>
  )
}

function Parts({ collection }: { collection: Collection }) {
  const { issues, missing } = collection
  return (
    <Tabs.Root className="tabs" defaultValue={issues === 0 && missing > 0 ? 'pictures' : 'rows'}>
      <Tabs.List className="tab-list" aria-label={t('Issue type')}>
        <Tabs.Trigger className="tab" value="rows">
          {t('Invalid rows')} <span className="badge">{formatNumber(issues)}</span>
        </Tabs.Trigger>
        <Tabs.Trigger className="tab" value="pictures">
          {t('Missing images')} <span className="badge">{formatNumber(missing)}</span>
        </Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content className="tab-body" value="rows">
        <BadRows collection={collection} />
      </Tabs.Content>
      <Tabs.Content className="tab-body" value="pictures">
        <MissingPictures collection={collection} />
      </Tabs.Content>
    </Tabs.Root>
  )
}

/** Rows nothing could be read from, or only with a remark. The others are all there. */
function BadRows({ collection }: { collection: Collection }) {
  const { collections } = useActions()
  const { id, issues } = collection
  const ask = useCallback(
    (signal: AbortSignal) => collections.readIssues(id, most, signal),
    [collections, id],
  )
  const list = useAnswer(ask, issues)
  if (list === undefined) return <p className="muted">{t('Reading…')}</p>
  if (typeof list === 'string') return <p className="flag">{heard(list)}</p>
  if (list.total === 0) return <p className="muted">{t('Every row of this file could be read.')}</p>
  return (
    <>
      <p className="muted">
        {t(
          '{n, plural, one {# row was} other {# rows were}} left out or read in part, as each line says. All others are in the list.',
          { n: list.total },
        )}
      </p>
      <ListTools
        shown={list.issues.length}
        total={list.total}
        text={() => list.issues.map(issueLine).join('\n')}
      />
      <table className="issue-table">
        <thead>
          <tr>
            <th scope="col">{t('Line')}</th>
            <th scope="col">{t('Where')}</th>
            <th scope="col">{t('What')}</th>
          </tr>
        </thead>
        <tbody>
          {list.issues.map((issue, i) => (
            <tr key={i}>
              <td className="numbers">{issue.line ?? ''}</td>
              <td className="issue-path">{issue.path ?? ''}</td>
              <td>{heard(issue.message)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** Names as the file has them. */
function MissingPictures({ collection }: { collection: Collection }) {
  const { collections } = useActions()
  const { id, missing } = collection
  const ask = useCallback(
    (signal: AbortSignal) => collections.readMissing(id, most, signal),
    [collections, id],
  )
  const list = useAnswer(ask, missing)
  if (list === undefined) return <p className="muted">{t('Reading…')}</p>
  if (typeof list === 'string') return <p className="flag">{heard(list)}</p>
  if (list.total === 0) return <p className="muted">{t('Every image this file names was found.')}</p>
  return (
    <>
      <p className="muted">
        {t(
          '{n, plural, one {# image was} other {# images were}} found neither beside the file nor in its image folder. Their traces can be read; choose the folder they are in to see them.',
          { n: list.total },
        )}
      </p>
      <CommandButton id="choose-pictures" icon="open" className="button">
        {t('Choose folder…')}
      </CommandButton>
      <ListTools shown={list.names.length} total={list.total} text={() => list.names.join('\n')} />
      <ul className="missing-names">
        {list.names.map((name) => (
          <li key={name} className="issue-path">
            {name}
          </li>
        ))}
      </ul>
    </>
  )
}

function ListTools({ shown, total, text }: { shown: number; total: number; text: () => string }) {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    void navigator.clipboard.writeText(text()).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <div className="list-tools">
      <span className="muted small-text">
        {shown < total ? t('The first {n, number}.', { n: shown }) : ''}
      </span>
      <span className="spacer" />
      <Button small onClick={copy}>
        {copied ? t('Copied') : t('Copy the list')}
      </Button>
    </div>
  )
}

function issueLine({ line, path, message }: Issue): string {
  return [line === undefined ? undefined : t('line {line}', { line }), path, message]
    .filter((p) => p !== undefined)
    .join('\t')
}
