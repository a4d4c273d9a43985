/** Files from outside: dropped anywhere, pasted, or chosen. Shows how far an upload is. */
import { useEffect, useRef, useState } from 'react'
import { longestText } from '../../app/host'
import { acceptedTypes } from '../session/files/files-service'
import { LinkButton } from '../parts/Button'
import { FileInput } from '../parts/FileInput'
import { useActions, useSession } from '../use-session'
import { NoticeView } from '../controls/NoticeView'
import { chosenFiles, droppedFiles } from './collections/dropped'
import { t } from '../language/text'

/** What a dialog for files of traces offers: the files and, chosen with them, their pictures. */
const traceTypes = `.json,.jsonl,.ndjson,.parquet,.arrow,.feather,.eval,.csv,.tsv,.xlsx,.ipynb,.txt,.gz,.relook,${acceptedTypes}`

/** Listens on the whole window; draws only while something is going on. */
export function ImportZone() {
  const over = useDropAndPaste()
  const upload = useSession((s) => s.files.upload)
  const home = useSession((s) => s.document.id === undefined && s.collections.id === undefined)
  const session = useActions()
  return (
    <>
      <Pickers />
      {over && (
        <div className="drop-zone" aria-hidden="true">
          <span>{t('Drop it to open it')}</span>
        </div>
      )}
      {upload !== undefined && (
        <div className="upload" role="status">
          <span className="clip">
            {upload.done < 1
              ? t('Importing {name}…', { name: upload.name })
              : t('Reading {name}', { name: upload.name })}
          </span>
          <progress max={1} value={upload.done} />
          <span className="numbers upload-share">{Math.floor(upload.done * 100)} %</span>
          <LinkButton onClick={session.files.cancel}>{t('Cancel')}</LinkButton>
        </div>
      )}
      {!home && (
        <div className="floating-notice">
          <NoticeView place="import" />
        </div>
      )}
    </>
  )
}

/** The browser's own dialogs, opened by commands where there is no native one. */
function Pickers() {
  const session = useActions()
  const image = useRef<HTMLInputElement>(null)
  const traces = useRef<HTMLInputElement>(null)
  const pictures = useRef<HTMLInputElement>(null)
  useEffect(
    () => session.files.setPicker((what) => ({ image, traces, pictures })[what].current?.click()),
    [session],
  )
  return (
    <>
      <FileInput
        ref={image}
        data-testid="file-input"
        accept={acceptedTypes}
        onFiles={([file]) => void session.files.importImage(file)}
      />
      <FileInput
        ref={traces}
        multiple
        aria-label={t('Choose files of traces')}
        accept={traceTypes}
        onFiles={(files) => void session.files.openTraces(chosenFiles(files))}
      />
      <FileInput
        ref={pictures}
        folder
        aria-label={t('Folder of images')}
        onFiles={(files) => void session.files.bringPictures(chosenFiles(files))}
      />
    </>
  )
}

/** Whether a file hangs over the window. */
function useDropAndPaste(): boolean {
  const session = useActions()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hasFile = (e: DragEvent) => e.dataTransfer?.types.includes('Files') ?? false
    const onOver = (e: DragEvent) => {
      if (!hasFile(e)) return
      e.preventDefault()
      setOver(true)
    }
    const onLeave = (e: DragEvent) => {
      if (e.relatedTarget === null) setOver(false)
    }
    const onDrop = (e: DragEvent) => {
      if (!hasFile(e) || e.dataTransfer === null) return
      e.preventDefault()
      setOver(false)
      void droppedFiles(e.dataTransfer).then((files) => session.files.bring(files))
    }
    const onPaste = (e: ClipboardEvent) => {
      const file = [...(e.clipboardData?.files ?? [])].find((f) => f.type.startsWith('image/'))
      if (file !== undefined) {
        e.preventDefault()
        return void session.files.importImage(file)
      }
      // A field that is given much more than it can keep does not answer for half a minute.
      const { length } = e.clipboardData?.getData('text/plain') ?? ''
      if (length <= longestText) return
      e.preventDefault()
      session.files.tellTooLong(length)
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    window.addEventListener('paste', onPaste)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
      window.removeEventListener('paste', onPaste)
    }
  }, [session])
  return over
}
