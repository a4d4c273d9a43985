import type { PlacedFile } from '../../session/files/uploads'

/** More than this is a disk, not a data set; the rest is left. */
const most = 20_000

/** Files of a drop. Call it in the event's own turn: entries are gone in the next. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly PlacedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? [])
  const plain = [...transfer.files].map((file) => ({ file, path: file.name }))
  if (!entries.some((entry) => entry.isDirectory)) return plain
  const found: PlacedFile[] = []
  for (const entry of entries) await collect(entry, found)
  return found
}

/** Files of a dialog: of a folder (`webkitdirectory`) each knows its own path. */
export function chosenFiles(files: readonly File[]): readonly PlacedFile[] {
  return files.map((file) => ({
    file,
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
  }))
}

async function collect(entry: FileSystemEntry, found: PlacedFile[]): Promise<void> {
  if (found.length >= most || entry.name.startsWith('.')) return
  const path = entry.fullPath.replace(/^\//, '')
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    found.push({ file, path })
  } else if (isFolder(entry)) {
    for (const child of await childrenOf(entry)) await collect(child, found)
  }
}

/** A reader gives a hundred entries at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
