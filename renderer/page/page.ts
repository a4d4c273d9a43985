/** The page put together: it shows the place one is at, and goes where buttons, keys and the address say. */
import type { PageTrace } from '../../app/sharing/page'
import { paletteOf, type ColourScheme } from '../../app/paint/ramps'
import type { Row } from '../session/document/rows'
import type { PageActions } from './actions'
import { listenToKeys } from './keys'
import { createList, type PageTraceList } from './list'
import { hashOfPlace, placeFrom, stepped, type PagePlace } from './place'
import { createPagePlayer, type Player } from './player'
import type { PageSource } from './source'
import { createScreen, type Screen } from './screen'
import type { StageScene } from './stage'
import { boxesAt, toldAt, type PageView } from './told'

/** Shows a page in an element. */
export function createPage(root: HTMLElement, source: PageSource): void {
  // Each is given the others as they are needed: a list opens what the view shows, the screen presses what the view does.
  const view = createView(source, () => ({ screen, list }))
  const list = source.index.count > 1 ? createList(source, (trace) => view.show({ trace })) : undefined
  const player = createPagePlayer((playing) => screen.playing(playing))
  const actions = actionsOf({ view, player, list: () => list })
  const screen: Screen = createScreen(root, { source, actions, list: list?.element })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', view.paint)
  listenToKeys(actions)
  listenToAddress(view, player)
  window.addEventListener('beforeprint', () => view.print(true))
  window.addEventListener('afterprint', () => view.print(false))
  view.show(placeFrom(isEmbedded() ? window.name : location.hash))
}

/** Whether the page is the text of a frame (`srcdoc`, as in a notebook): then it has no address, and the frame's name says where to open. */
function isEmbedded(): boolean {
  return location.protocol === 'about:'
}

/** What is shown now. */
interface View {
  readonly place: () => PagePlace
  readonly rows: () => readonly Row[]
  readonly current: () => Row | undefined
  /** Goes to a place; the address says it from then on. */
  readonly show: (place: PagePlace) => void
  readonly paint: () => void
  readonly zoom: () => void
  readonly theme: () => void
  /** Paper is white, and the whole image belongs on it. */
  readonly print: (printing: boolean) => void
}

interface Around {
  readonly screen: Screen
  readonly list: PageTraceList | undefined
}

function createView(source: PageSource, around: () => Around): View {
  const pictures = createPictures(source)
  let place: PagePlace = { trace: 1 }
  let told: PageView | undefined
  let zooms = true
  let chosen: ColourScheme | undefined
  let printing = false
  const theme = (): ColourScheme => (printing ? 'light' : (chosen ?? systemTheme()))
  const paint = () => {
    document.documentElement.dataset['theme'] = theme()
    if (told === undefined) return
    const follows = zooms && !printing
    around().screen.stage.show(sceneOf(told, { follows, theme: theme(), picture: pictures.last() }))
  }
  const load = async (next: PagePlace) => {
    const trace = Math.min(next.trace, source.index.count)
    place = { ...next, trace }
    const data = await pictures.at(trace)
    if (place.trace !== trace) return
    told = toldAt(data, place)
    const { screen, list } = around()
    list?.mark(trace)
    screen.show(told, place)
    paint()
    keepAddress(hashOfPlace(place))
  }
  return {
    place: () => place,
    rows: () => told?.rows ?? [],
    current: () => told?.current,
    show: (next) => void load(next).catch((error: unknown) => around().screen.failed(error)),
    paint,
    zoom: () => {
      zooms = !zooms
      paint()
    },
    theme: () => {
      chosen = theme() === 'dark' ? 'light' : 'dark'
      paint()
    },
    print: (now) => {
      printing = now
      paint()
      around().screen.stage.settle()
    },
  }
}

interface SceneLook {
  /** The camera goes to what was cut out. */
  readonly follows: boolean
  readonly theme: ColourScheme
  readonly picture: HTMLImageElement | undefined
}

function sceneOf(told: PageView, { follows, theme, picture }: SceneLook): StageScene {
  const { boxes, at } = boxesAt(told)
  const { current, rows, until } = told
  const crop = follows && current?.type === 'observation'
  const count = boxes.length === 1 ? '1 box' : `${boxes.length} boxes`
  return {
    size: told.trace.project.image,
    picture,
    boxes,
    at,
    region: crop ? boxes.find((b) => b.id === at)?.region : undefined,
    palette: paletteOf(theme, getComputedStyle(document.body).fontFamily),
    words: `The image with ${count}, ${until} of ${rows.length} steps told`,
  }
}

interface Acting {
  readonly view: View
  readonly player: Player
  readonly list: () => PageTraceList | undefined
}

function actionsOf({ view, player, list }: Acting): PageActions {
  const go = (change: Partial<PagePlace>) => {
    player.stop()
    view.show({ ...view.place(), ...change })
  }
  const next = (): Row | undefined => {
    const [rows, { step }] = [view.rows(), view.place()]
    if (step !== undefined && step >= rows.length) return undefined
    const then = stepped(step, 1, rows.length)
    view.show({ ...view.place(), step: then })
    return rows[then - 1]
  }
  return {
    go,
    step: (by) => go({ step: stepped(view.place().step, by, view.rows().length) }),
    all: () => {
      player.stop()
      const { step: _step, ...rest } = view.place()
      view.show(rest)
    },
    play: () => {
      if (player.playing()) return player.stop()
      const { step } = view.place()
      const again = step === undefined || step >= view.rows().length
      if (again) go({ step: 0 })
      player.start(again ? undefined : view.current(), next)
    },
    neighbour: (by) => {
      const trace = list()?.beside(view.place().trace, by)
      // From its beginning to its end: a step of this one means nothing there.
      if (trace === undefined) return
      player.stop()
      view.show({ trace })
    },
    zoom: view.zoom,
    theme: view.theme,
  }
}

/** An address that was typed, or gone back to. */
function listenToAddress(view: View, player: Player): void {
  window.addEventListener('hashchange', () => {
    const own = hashOfPlace(view.place())
    if (location.hash === own || (location.hash === '' && own === '#')) return
    player.stop()
    view.show(placeFrom(location.hash))
  })
}

/** Traces and their pictures as they are asked for; the last of them stays, so that a step costs nothing. */
function createPictures(source: PageSource) {
  let kept: { readonly at: number; readonly loaded: Promise<Loaded> } | undefined
  let last: HTMLImageElement | undefined
  const load = async (at: number): Promise<Loaded> => {
    const trace = await source.trace(at - 1)
    if (trace.image === null) return { trace, picture: undefined }
    const picture = new Image()
    picture.src = source.image(trace.image.key)
    await picture.decode()
    return { trace, picture }
  }
  return {
    at: async (at: number): Promise<PageTrace> => {
      const mine = kept?.at === at ? kept : { at, loaded: load(at) }
      kept = mine
      try {
        const { trace, picture } = await mine.loaded
        if (kept === mine) last = picture
        return trace
      } catch (error) {
        // Asked for again, it may be there.
        if (kept === mine) kept = undefined
        throw error
      }
    },
    last: () => last,
  }
}

interface Loaded {
  readonly trace: PageTrace
  readonly picture: HTMLImageElement | undefined
}

/** The address says where one is; a browser that keeps it from a file does no harm. In a frame `#…` is a place of the document around it. */
function keepAddress(hash: string): void {
  if (isEmbedded()) return
  try {
    history.replaceState(null, '', hash)
  } catch {
    location.replace(hash)
  }
}

function systemTheme(): ColourScheme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
