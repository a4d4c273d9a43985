/** Named readers, beside the image they are tried on: those that are kept, or the one being made by pointing at values. */
import { Dialog } from 'radix-ui'
import { useEffect } from 'react'
import { NoticeView } from '../../controls/NoticeView'
import { Icon } from '../../parts/Icon'
import { useActions, useSession } from '../../use-session'
import { KeptReaders } from './KeptReaders'
import { MakeReader } from './MakeReader'

/** A sheet over the right column; the image and the list of traces stay in reach. */
export function ReaderSheet() {
  const session = useActions()
  const open = useSession((s) => s.view.dialog === 'readers')
  const making = useSession((s) => s.readers.making)
  const asking = useSession((s) => s.readers.asking)
  const file = useSession((s) => s.collections.id)
  useEffect(() => {
    // The file that it is made for was left.
    if (session.get().readers.making !== undefined && file === undefined) void session.readers.leave()
  }, [session, file])
  const title =
    making === undefined
      ? 'Named readers'
      : making.mapping.about === 'record'
        ? 'How a record of this file is read'
        : `How calls of ${making.mapping.tool} are read`
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
          // What is tried is looked at beside it.
          onInteractOutside={(e) => e.preventDefault()}
        >
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close; the file is read as before">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <NoticeView place="readers" />
          {making !== undefined ? (
            <MakeReader making={making} />
          ) : asking ? (
            <p className="muted pad" role="status">
              Reading the first record…
            </p>
          ) : (
            <KeptReaders />
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
