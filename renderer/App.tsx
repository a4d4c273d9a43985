/** The window: header, three columns that are resized and remembered, dialogs. Nothing is decided here. */
import { Tooltip } from 'radix-ui'
import { useEffect, useRef } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { Centre } from './panels/Centre'
import { Compare } from './panels/Compare'
import { EvaluationArea } from './panels/evaluation/EvaluationArea'
import { ExportDialog } from './panels/export/ExportDialog'
import { Gallery } from './panels/Gallery'
import { Header } from './panels/Header'
import { ImportZone } from './panels/ImportZone'
import { Issues } from './panels/collections/Issues'
import { Lost } from './Lost'
import { TracesHome } from './panels/collections/TracesHome'
import { Palette } from './panels/Palette'
import { Presenter } from './panels/present/Presenter'
import { QueueDialog } from './panels/queue/QueueDialog'
import { ReaderSheet } from './panels/readers/ReaderSheet'
import { DuelDialog } from './panels/DuelDialog'
import { ModelsDialog } from './panels/models/ModelsDialog'
import { RolloutsArea } from './panels/rollouts/RolloutsArea'
import { SampleDialog } from './panels/rollouts/SampleDialog'
import { ShareDialog } from './panels/share/ShareDialog'
import { ServersDialog } from './panels/servers/ServersDialog'
import { LooksDialog } from './panels/looks/LooksDialog'
import { TriageDialog } from './panels/why/TriageDialog'
import { SettingsDialog } from './panels/settings/SettingsDialog'
import { Shortcuts } from './panels/Shortcuts'
import { Tour } from './panels/tour/Tour'
import { Sidebar } from './panels/Sidebar'
import { ReviewPanel } from './panels/review/ReviewPanel'
import { StoryColumn } from './panels/StoryColumn'
import { CommandButton } from './controls/CommandButton'
import { ErrorBoundary } from './parts/ErrorBoundary'
import { NoticeView } from './controls/NoticeView'
import { useActions, useSession, useSpoken } from './use-session'
import { isReviewing, comparedBranch } from './session/view/mode'
import { t } from './language/text'

/** Below this the right column is a drawer. */
const drawerWidth = 1100
/** Below this the left one is, too. */
const slimWidth = 720

/** Everything in the window. */
export function App() {
  // Another language draws everything again; what is kept by `memo` asks for itself.
  useSpoken()
  return (
    <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
      <div className="app">
        <Header />
        <Lost />
        <NoticeView place="window" />
        <Middle />
        <ImportZone />
        <ExportDialog />
        <ShareDialog />
        <ServersDialog />
        <ModelsDialog />
        <DuelDialog />
        <SampleDialog />
        <SettingsDialog />
        <LooksDialog />
        <TriageDialog />
        <Shortcuts />
        <Palette />
        <Issues />
        <ReaderSheet />
        <QueueDialog />
        <Tour />
        <Presenter />
        <Announcer />
      </div>
    </Tooltip.Provider>
  )
}

/** Projects, runs over benchmarks, or groups of rollouts. */
function Middle() {
  const area = useSession((s) => s.view.area.type)
  switch (area) {
    case 'project':
      return <Columns />
    case 'evaluation':
      return (
        <ErrorBoundary what={t('The evaluation')}>
          <EvaluationArea />
        </ErrorBoundary>
      )
    case 'rollouts':
      return (
        <ErrorBoundary what={t('The rollouts')}>
          <RolloutsArea />
        </ErrorBoundary>
      )
  }
}

function Columns() {
  const session = useActions()
  const root = useRef<HTMLDivElement>(null)
  const open = useSession((s) => s.document.id !== undefined)
  const narrow = useSession((s) => s.view.narrow)
  const comparing = useSession((s) => comparedBranch(s) !== undefined)
  useEffect(() => {
    if (root.current === null) return
    const watch = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width
      if (width !== undefined) session.view.setNarrow(width < drawerWidth, width < slimWidth)
    })
    watch.observe(root.current)
    return () => watch.disconnect()
  }, [session])
  const slim = useSession((s) => s.view.slim)
  const left = useSession((s) => s.view.left) && !slim
  const right = useSession((s) => s.view.right) && open && !narrow
  const traces = useSession((s) => s.collections.id !== undefined)
  const name = (traces ? 'traces-' : '') + (!open ? 'home' : comparing ? 'compare' : 'work')
  return (
    <div className="columns" ref={root}>
      <Layout key={`${name}-${left}-${right}`} {...{ name, left, right, open, comparing, traces }} />
      {slim && <LeftDrawer />}
      {open && narrow && <Drawer comparing={comparing} />}
    </div>
  )
}

interface LayoutProps {
  readonly name: string
  readonly open: boolean
  /** A file of traces is open: its list is on the left. */
  readonly traces: boolean
  readonly left: boolean
  readonly right: boolean
  readonly comparing: boolean
}

function Layout({ name, open, traces, left, right, comparing }: LayoutProps) {
  const panelIds = [...(left ? ['left'] : []), 'centre', ...(right ? ['right'] : [])]
  const layout = useDefaultLayout({ id: `relook-${name}`, panelIds, storage: localStorage })
  return (
    <Group id={`relook-${name}`} className="group" {...layout}>
      {left && (
        <>
          <Panel
            id="left"
            defaultSize={traces ? '320px' : '250px'}
            minSize={traces ? '220px' : '180px'}
            maxSize={traces ? '560px' : '420px'}
            groupResizeBehavior="preserve-pixel-size"
          >
            <ErrorBoundary what={t('The list of projects and steps')}>
              <Sidebar />
            </ErrorBoundary>
          </Panel>
          <Separator className="divider" />
        </>
      )}
      <Panel id="centre" minSize={left || right ? '360px' : undefined}>
        <ErrorBoundary what={t('The image')}>
          {open ? <Centre /> : traces ? <TracesHome /> : <Gallery />}
        </ErrorBoundary>
      </Panel>
      {right && (
        <>
          <Separator className="divider" />
          <Panel
            id="right"
            defaultSize={comparing ? '46%' : '400px'}
            minSize={comparing ? '460px' : '300px'}
            groupResizeBehavior="preserve-pixel-size"
          >
            <ErrorBoundary what={t('The reasoning')}>
              <Right comparing={comparing} />
            </ErrorBoundary>
          </Panel>
        </>
      )}
    </Group>
  )
}

function Right({ comparing }: { comparing: boolean }) {
  const reviewing = useSession(isReviewing)
  if (comparing) return <Compare />
  return reviewing ? <ReviewPanel /> : <StoryColumn />
}

/** The left column over the image, in a window too narrow for both; what is chosen in it closes it. */
function LeftDrawer() {
  const session = useActions()
  const shown = useSession((s) => s.view.leftDrawer)
  const place = useSession((s) => `${s.document.id} ${s.document.branch} ${s.collections.id}`)
  useEffect(() => session.view.closeLeftDrawer(), [session, place])
  if (!shown) return null
  return (
    <aside className="drawer left" data-open="true">
      <CommandButton id="left-column" icon="close" className="icon-button drawer-close" />
      <Sidebar />
    </aside>
  )
}

function Drawer({ comparing }: { comparing: boolean }) {
  const shown = useSession((s) => s.view.drawer)
  return (
    <aside className="drawer" data-open={shown} aria-hidden={!shown}>
      <CommandButton id="drawer" icon="close" className="icon-button drawer-close" />
      <Right comparing={comparing} />
    </aside>
  )
}

/** New steps are read out, tokens are not. */
function Announcer() {
  const text = useSession((s) => s.notices.announced)
  return (
    <div className="announcer" aria-live="polite" role="status" data-testid="announcer">
      {text}
    </div>
  )
}
