/** What is seen of the page: head, image, story, the bar below. Makes elements; decides nothing. */
import type { PageIndex } from '../../app/sharing/page'
import { answerOf } from '../../app/trace/project'
import { comparisonOf } from './compare'
import { button, h } from './dom'
import type { PageActions } from './actions'
import type { PagePlace } from './place'
import type { PageSource } from './source'
import { createStage, type PageStage } from './stage'
import { markCards, storyCards } from './story'
import type { PageView } from './told'

/** The page's elements, and what fills them. */
export interface Screen {
  readonly stage: PageStage
  readonly show: (told: PageView, place: PagePlace) => void
  readonly playing: (playing: boolean) => void
  readonly failed: (error: unknown) => void
}

interface Parts {
  readonly source: PageSource
  readonly actions: PageActions
  readonly list: HTMLElement | undefined
}

/** Builds the page into an element. */
export function createScreen(root: HTMLElement, { source, actions, list }: Parts): Screen {
  const stage = createStage()
  const title = h('h1', { dir: 'auto' })
  const question = h('p', { class: 'asked', dir: 'auto' })
  const branches = h('div', { class: 'branches' })
  const story = h('div', { class: 'reading', tabIndex: 0, label: 'Steps' })
  const bar = createBar(actions)
  const notice = h('p', { class: 'failed', role: 'alert', hidden: true })
  root.replaceChildren(
    h('header', { class: 'head' }, [
      h('div', { class: 'titles' }, [title, question]),
      button('◐', { title: 'Light or dark', label: 'Light or dark', onClick: actions.theme }),
    ]),
    h('div', { class: 'body', data: { list: list !== undefined } }, [
      ...(list === undefined ? [] : [listHolder(list)]),
      h('main', {}, [notice, stage.element, bar.element]),
      h('section', { class: 'side-story', label: 'Story' }, [branches, story]),
    ]),
    footer(source.index),
  )
  let drawn: { readonly key: string; readonly story: HTMLElement } | undefined
  return {
    stage,
    show: (told, place) => {
      notice.hidden = true
      const name = told.trace.project.title
      title.textContent = name
      document.title = source.index.count > 1 ? `${name} · ${source.index.title}` : source.index.title
      question.textContent = told.branch.question
      branches.replaceChildren(...branchButtons(told, actions))
      const key = `${place.trace} ${told.branch.id} ${told.other?.branch.id ?? ''}`
      if (drawn?.key !== key) {
        const view = { image: source.image, onStep: (step: number) => actions.go({ step }) }
        const element = told.other === undefined ? storyCards(told, view) : comparisonOf(told, source.image)
        drawn = { key, story: element }
        story.replaceChildren(element)
        story.scrollTop = 0
      }
      markCards(drawn.story, told)
      bar.show(told, place.step)
    },
    playing: bar.playing,
    failed: (error) => {
      notice.hidden = false
      notice.textContent =
        error instanceof Error && error.message !== '' ? error.message : 'This could not be shown.'
    },
  }
}

/** Beside the image where there is room; else behind a word. */
function listHolder(list: HTMLElement): HTMLElement {
  const holder = h('details', { class: 'list-holder' }, [h('summary', {}, ['All traces']), list])
  const wide = matchMedia('(min-width: 1100px)')
  const fit = () => holder.toggleAttribute('open', wide.matches)
  wide.addEventListener('change', fit)
  fit()
  return holder
}

function branchButtons({ trace, branch, other }: PageView, actions: PageActions): readonly HTMLElement[] {
  const { project } = trace
  if (project.branches.length < 2) return []
  const chosen = project.branches.map((b) => {
    const answer = answerOf(project, b)
    const props = {
      class: 'branch',
      data: { chosen: b.id === branch.id },
      onClick: () => actions.go({ branch: b.id, other: undefined }),
    }
    const chip = h('button', props, [
      h('span', { class: 'branch-name', dir: 'auto' }, [b.name]),
      h('span', { class: 'branch-answer', dir: 'auto' }, [answer ?? 'no answer']),
    ])
    chip.setAttribute('aria-pressed', String(b.id === branch.id))
    return chip
  })
  const select = h('select', { label: 'Compare with' })
  select.append(Object.assign(h('option', {}, ['Compare with …']), { value: '' }))
  for (const b of project.branches)
    if (b.id !== branch.id) select.append(Object.assign(h('option', {}, [b.name]), { value: b.id }))
  select.value = other?.branch.id ?? ''
  select.addEventListener('change', () =>
    actions.go({ other: select.value === '' ? undefined : select.value }),
  )
  return [...chosen, select]
}

function createBar(actions: PageActions) {
  const play = button('▶', { label: 'Play', title: 'Play (Space)', onClick: actions.play })
  const scrub = h('input', { label: 'Step', class: 'scrub' })
  Object.assign(scrub, { type: 'range', min: '0' })
  scrub.addEventListener('input', () => actions.go({ step: Number(scrub.value) }))
  const at = h('span', { class: 'at', role: 'status' })
  const element = h('div', { class: 'bar' }, [
    button('|◀', {
      label: 'To the beginning',
      title: 'To the beginning (Home)',
      onClick: () => actions.go({ step: 0 }),
    }),
    button('◀', { label: 'A step back', title: 'A step back (←)', onClick: () => actions.step(-1) }),
    play,
    button('▶|', { label: 'A step on', title: 'A step on (→)', onClick: () => actions.step(1) }),
    scrub,
    at,
    button('All', { label: 'Show all steps', title: 'Show all steps (Esc)', onClick: actions.all }),
  ])
  return {
    element,
    show: ({ rows, until }: PageView, step: number | undefined) => {
      scrub.max = String(rows.length)
      scrub.value = String(until)
      at.textContent = step === undefined ? `${rows.length} steps` : `${step} of ${rows.length}`
    },
    playing: (playing: boolean) => {
      play.textContent = playing ? '❚❚' : '▶'
      play.setAttribute('aria-label', playing ? 'Pause' : 'Play')
    },
  }
}

function footer({ maxSide, left }: PageIndex): HTMLElement {
  const missing = left.map(({ reason, count }) => `${count} left out: ${reason}`).join(' ')
  const note = `Images are at most ${maxSide} pixels on their longer side, in WebP. ← and → step, Space plays, Esc shows all, z keeps the image still.`
  return h('footer', {}, [`${note} ${missing} Made with Relook.`.replace(/ {2}/g, ' ')])
}
