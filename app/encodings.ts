/** Encodings of text that a file may be in besides UTF-8: by the name `TextDecoder` knows, and what people call it. */

/** Those that can be chosen from a list; others can be named on the command line. */
export const encodings = [
  { id: 'utf-16le', name: 'UTF-16' },
  { id: 'utf-16be', name: 'UTF-16 (big-endian)' },
  { id: 'gb18030', name: 'GB18030' },
  { id: 'big5', name: 'Big5' },
  { id: 'shift_jis', name: 'Shift-JIS' },
  { id: 'euc-jp', name: 'EUC-JP' },
  { id: 'euc-kr', name: 'EUC-KR' },
  { id: 'iso-2022-jp', name: 'ISO-2022-JP' },
  { id: 'windows-1252', name: 'Latin-1 (Windows-1252)' },
  { id: 'windows-1250', name: 'Windows-1250' },
  { id: 'windows-1251', name: 'Windows-1251' },
  { id: 'koi8-r', name: 'KOI8-R' },
] as const

/** What people call an encoding; its own name where it is not in the list. */
export function encodingName(id: string): string {
  return id === 'utf-8' ? 'UTF-8' : (encodings.find((e) => e.id === id)?.name ?? id)
}
