/** The words of models as they are read: markdown without links, images or markup of their own; code and tools' words as they stand. */
import { toolText } from '../../app/trace/tool-text'
import { markdown } from '../parts/markdown'
import { h } from './dom'

/** Longest text that is read as markdown; a longer one is shown as it was written. */
const longest = 60_000

/** A text of a thought or an answer. */
export function prose(text: string): HTMLElement {
  if (text.length > longest) return plain(text)
  // markdown-it with html:false escapes whatever the model wrote; the policy of the page lets nothing run besides.
  const holder = document.createElement('template')
  holder.innerHTML = markdown.render(text)
  for (const link of holder.content.querySelectorAll('a')) {
    // An address stays to be read; nobody is sent to one from here.
    const address = link.getAttribute('href') ?? ''
    const words = link.textContent
    link.replaceWith(words, ...(address === '' || address === words ? [] : [` (${address})`]))
  }
  for (const styled of holder.content.querySelectorAll('[style]')) styled.removeAttribute('style')
  const element = h('div', { class: 'prose', dir: 'auto' })
  element.append(holder.content)
  return element
}

/** Words as they stand. */
export function plain(text: string): HTMLElement {
  return h('pre', { class: 'plain', dir: 'auto' }, [text])
}

/** What a tool gave back. */
export function toolWords(text: string): HTMLElement {
  return plain(toolText(text))
}
