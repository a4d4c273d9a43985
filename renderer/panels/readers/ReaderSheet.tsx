/** Named readers, beside the image they are tried on: those that are kept, or the one being made by pointing at values. */
import { Dialog } from 'radix-ui'
import { useEffect, type KeyboardEvent } from 'react'
import { NoticeView } from '../../controls/NoticeView'
import { IconButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { useFocusBack } from '../../parts/use-focus-back'
import type { ReaderDraft } from '../../session/readers/readers-state'
import { useActions, useSession } from '../../use-session'
import { KeptReaders } from './KeptReaders'
import { MakeReader } from './MakeReader'
import { t } from '../../language/text'

/** A sheet over the right column; the image and the list of traces stay in reach. */
export function ReaderSheet() {
  const session = useActions()
  const open = useSession((s) => s.view.dialog === 'readers')
  const file = useSession((s) => s.collections.id)
  // Where what had the focus is gone, because the file is shown now: the image.
  const focus = useFocusBack(open, '[data-testid=canvas]')
  useEffect(() => {
    // The file that it is made for was left.
    if (session.get().readers.making !== undefined && file === undefined) void session.readers.leave()
  }, [session, file])
  return (
    <Dialog.Root
      open={open}
      modal={false}
      onOpenChange={(next) => {
        if (!next) void session.readers.leave()
      }}
    >
      <Dialog.Portal>
        <Dialog.Content
          className="reader-sheet"
          data-testid="reader-sheet"
          aria-describedby={undefined}
          {...focus}
          onKeyDown={(e) => {
            // In a field undo is the browser's.
            if (!isUndo(e) || (e.target as HTMLElement).matches('input, textarea')) return
            e.preventDefault()
            session.readers.undo()
          }}
          // What is tried is looked at beside it.
          onInteractOutside={(e) => e.preventDefault()}
        >
          <Inside />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Inside() {
  const making = useSession((s) => s.readers.making)
  const asking = useSession((s) => s.readers.asking)
  return (
    <>
      <Head making={making} />
      <NoticeView place="readers" />
      {making !== undefined ? (
        <MakeReader making={making} />
      ) : asking ? (
        <p className="muted pad" role="status">
          {t('Reading the first record…')}
        </p>
      ) : (
        <KeptReaders />
      )}
    </>
  )
}

function Head({ making }: { making: ReaderDraft | undefined }) {
  const session = useActions()
  return (
    <div className="dialog-head">
      <Dialog.Title className="dialog-title">{titleOf(making)}</Dialog.Title>
      {making !== undefined && (
        <IconButton
          icon="undo"
          label={t('Undo the last choice')}
          title={t('Undo the last choice (Ctrl+Z)')}
          disabled={making.past.length === 0}
          onClick={() => session.readers.undo()}
        />
      )}
      <Dialog.Close className="icon-button" aria-label={t('Close; the file is read as before')}>
        <Icon name="close" />
      </Dialog.Close>
    </div>
  )
}

function titleOf(making: ReaderDraft | undefined): string {
  if (making === undefined) return t('Named readers')
  const { about, tool } = making.mapping
  return about === 'record'
    ? t('How a record of this file is read')
    : t('How calls of {tool} are read', { tool })
}

function isUndo({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'z' && ctrlKey !== metaKey && !shiftKey && !altKey
}
