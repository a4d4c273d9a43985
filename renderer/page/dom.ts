/** Elements in one call. Text is always text: nothing here takes markup. */

/** What an element may be given: attributes, properties of `dataset`, and what happens on a click. */
export interface Props {
  readonly class?: string
  readonly id?: string
  readonly title?: string
  readonly label?: string
  readonly role?: string
  readonly href?: string
  readonly dir?: 'auto'
  readonly hidden?: boolean
  readonly disabled?: boolean
  readonly tabIndex?: number
  readonly data?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly onClick?: () => void
}

/** A child: an element, words, or nothing. */
export type Child = Node | string | undefined | false

/** An element with its children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  const { class: name, label, data = {}, onClick, hidden, disabled, tabIndex, ...attributes } = props
  if (name !== undefined) element.className = name
  if (label !== undefined) element.setAttribute('aria-label', label)
  if (hidden !== undefined) element.hidden = hidden
  if (disabled !== undefined) element.toggleAttribute('disabled', disabled)
  if (tabIndex !== undefined) element.tabIndex = tabIndex
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  for (const [key, value] of Object.entries(data))
    if (value !== undefined) element.dataset[key] = String(value)
  if (onClick !== undefined) element.addEventListener('click', onClick)
  if (element instanceof HTMLButtonElement) element.type = 'button'
  element.append(...children.filter((c): c is Node | string => c !== undefined && c !== false))
  return element
}

/** A button with words, or with a sign and a name for who cannot see it. */
export function button(words: string, props: Props & { readonly onClick: () => void }): HTMLButtonElement {
  return h('button', { class: 'button', ...props }, [words])
}
