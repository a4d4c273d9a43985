/** Images from outside: dropped anywhere, pasted, or chosen. Shows how far an upload is. */
import { useEffect, useRef, useState } from 'react'
import { acceptedTypes } from '../session/files'
import { useActions, useSession } from '../session/use-session'
import { NoticeView } from '../parts/NoticeView'

/** Listens on the whole window; draws only while something is going on. */
export function ImportZone() {
  const session = useActions()
  const input = useRef<HTMLInputElement>(null)
  const over = useDropAndPaste()
  const upload = useSession((s) => s.upload)
  const inProject = useSession((s) => s.projectId !== undefined)
  useEffect(() => session.setFilePicker(() => input.current?.click()), [session])
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        data-testid="file-input"
        accept={acceptedTypes}
        onChange={(e) => {
          const file = e.target.files?.[0]
          if (file !== undefined) void session.importFile(file)
          e.target.value = ''
        }}
      />
      {over && (
        <div className="drop-zone" aria-hidden="true">
          <span>Drop the image to open it</span>
        </div>
      )}
      {upload !== undefined && (
        <div className="upload" role="status">
          <span className="clip">
            {upload.done < 1 ? `Bringing in ${upload.name}` : `Reading ${upload.name}`}
          </span>
          <progress max={1} value={upload.done} />
          <button type="button" className="link" onClick={session.cancelImport}>
            Cancel
          </button>
        </div>
      )}
      {inProject && (
        <div className="floating-notice">
          <NoticeView place="import" />
        </div>
      )}
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
      if (!hasFile(e)) return
      e.preventDefault()
      setOver(false)
      const file = e.dataTransfer?.files[0]
      if (file !== undefined) void session.importFile(file)
    }
    const onPaste = (e: ClipboardEvent) => {
      const file = [...(e.clipboardData?.files ?? [])].find((f) => f.type.startsWith('image/'))
      if (file === undefined) return
      e.preventDefault()
      void session.importFile(file)
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
