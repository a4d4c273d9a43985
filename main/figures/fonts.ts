/**
 * The fonts figures are set in: Noto Sans, which ships with the app, and for what it lacks (Chinese, Japanese, Korean, Arabic, Hebrew, signs)
 * fonts of this machine. Files of fonts are read here and nowhere else. Knows no figure.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as fontkit from 'fontkit'
import type { Font, FontCollection } from 'fontkit'
import { resourcePath } from '../resources/paths'

/** Weights there are. */
export type Weight = 400 | 600

/** A font, and how another library opens the same. */
export interface Face {
  readonly id: string
  readonly font: Font
  readonly file: Buffer
  /** Of a file with several fonts in it: which. */
  readonly name?: string
}

/** Fonts that have what a text needs. */
export interface Fonts {
  /** The first font that has a character; undefined where none has. */
  readonly faceFor: (character: number, weight: Weight) => Face | undefined
  /** The font everything is measured against. */
  readonly first: (weight: Weight) => Face
}

/** Parts of Noto Sans, in the order they are asked. */
const parts = ['latin', 'latin-ext', 'greek', 'cyrillic', 'cyrillic-ext', 'vietnamese'] as const

/** Files of systems' fonts, the best first; each is opened only when a character is missing so far. */
const wanted = [
  /^NotoSans(CJK-Regular|CJKsc-Regular|SC-Regular|SC\[wght\]|CJK-VF)\.[ot]t[cf]/i,
  /^(SourceHanSans|msyh|PingFang|Hiragino Sans GB|STHeiti Light|DroidSansFallback|wqy-(micro|zen)hei)/i,
  /^NotoSans(Arabic|Hebrew|Thai|Bengali|Tamil|Armenian|Georgian|Ethiopic|Symbols|Symbols2|Math)-Regular/i,
  /^(Arial Unicode|segoeui|seguisym|Apple Symbols|arial|tahoma)\.tt[fc]$/i,
  /^(DejaVuSans|FreeSans|FreeSerif|unifont.*|malgun|meiryo|YuGothM|NotoSerifCJK-Regular)\.[ot]t[fc]$/i,
] as const

/** Opens the fonts; those of the machine when they are needed. */
export function createFonts(folders: readonly string[] = systemFolders()): Fonts {
  const own = { 400: ownFaces(400), 600: ownFaces(600) }
  const others = createOthers(folders)
  const known = new Map<string, Face | undefined>()
  return {
    first: (weight) => {
      const [face] = own[weight]
      if (face === undefined) throw new Error('The fonts of figures are not there: install Relook again.')
      return face
    },
    faceFor: (character, weight) => {
      const key = `${weight} ${character}`
      if (!known.has(key)) {
        const has = (face: Face) => face.font.hasGlyphForCodePoint(character)
        known.set(key, own[weight].find(has) ?? others.find(has))
      }
      return known.get(key)
    },
  }
}

function ownFaces(weight: Weight): readonly Face[] {
  return parts.map((part) => {
    const file = readFileSync(resourcePath(`fonts/noto-sans-${part}-${weight}.woff`))
    return { id: `noto-${part}-${weight}`, font: fontkit.create(file) as Font, file }
  })
}

/** Fonts of the machine, opened one after the other until one has what is asked for. */
function createOthers(folders: readonly string[]) {
  const open: Face[] = []
  let waiting: string[] | undefined
  return {
    find: (has: (face: Face) => boolean): Face | undefined => {
      const there = open.find(has)
      if (there !== undefined) return there
      waiting ??= fontFiles(folders)
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        const face = faceIn(path)
        if (face === undefined) continue
        open.push(face)
        if (has(face)) return face
      }
      return undefined
    },
  }
}

/** The font of a file; of a collection the one for simplified Chinese, else the first. Undefined for one that cannot be read. */
function faceIn(path: string): Face | undefined {
  try {
    const file = readFileSync(path)
    const opened = fontkit.create(file)
    if (!isCollection(opened)) return { id: path, font: opened, file }
    const font = opened.fonts.find((f) => /CJKsc|SC\b|GB|Hans/.test(f.postscriptName)) ?? opened.fonts[0]
    return font === undefined ? undefined : { id: path, font, file, name: font.postscriptName }
  } catch {
    // Of another kind than its name says, or not readable for us: the next one may do.
    return undefined
  }
}

function isCollection(opened: Font | FontCollection): opened is FontCollection {
  return 'fonts' in opened
}

function fontFiles(folders: readonly string[]): string[] {
  const all = folders.flatMap((folder) => filesIn(folder, 4))
  const rank = (path: string) => wanted.findIndex((name) => name.test(path.split(/[\\/]/).at(-1) ?? ''))
  return all
    .map((path) => ({ path, rank: rank(path) }))
    .filter((f) => f.rank >= 0)
    .toSorted((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1))
    .map((f) => f.path)
}

function filesIn(folder: string, depth: number): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const path = join(folder, name)
      if (/\.(ttf|otf|ttc|otc)$/i.test(name)) return [path]
      return depth > 0 && statSync(path).isDirectory() ? filesIn(path, depth - 1) : []
    })
  } catch {
    // A folder that is not there, or not for us.
    return []
  }
}

function systemFolders(): readonly string[] {
  const home = homedir()
  switch (process.platform) {
    case 'win32':
      return [
        join(process.env['WINDIR'] ?? 'C:\\Windows', 'Fonts'),
        join(process.env['LOCALAPPDATA'] ?? home, 'Microsoft', 'Windows', 'Fonts'),
      ]
    case 'darwin':
      return ['/System/Library/Fonts', '/Library/Fonts', join(home, 'Library', 'Fonts')]
    default:
      return [
        ...['/usr/share/fonts', '/usr/local/share/fonts'],
        ...[join(home, '.local', 'share', 'fonts'), join(home, '.fonts')],
      ]
  }
}
