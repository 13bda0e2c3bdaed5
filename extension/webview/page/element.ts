/** Elements made of plain data; text from a log only ever becomes a text node. */

export interface Properties {
  readonly class?: string
  readonly title?: string
  readonly id?: string
  readonly role?: string
  readonly tabindex?: number
  /** Without the prefix: `{ label: "…" }` is aria-label. */
  readonly aria?: Readonly<Record<string, string | number | boolean>>
  readonly data?: Readonly<Record<string, string>>
  readonly onClick?: () => void
}

export type Child = Node | string | undefined

export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag)
  const { class: className, title, id, role, tabindex, aria, data, onClick } = properties
  if (className !== undefined) made.className = className
  if (title !== undefined) made.title = title
  if (id !== undefined) made.id = id
  if (role !== undefined) made.setAttribute("role", role)
  if (tabindex !== undefined) made.tabIndex = tabindex
  for (const [name, value] of Object.entries(aria ?? {})) {
    made.setAttribute(`aria-${name}`, String(value))
  }
  Object.assign(made.dataset, data)
  if (onClick !== undefined) made.addEventListener("click", onClick)
  made.append(...children.filter((child) => child !== undefined))
  return made
}

export const button = (
  label: string,
  { onClick, ...properties }: Properties & { readonly onClick: () => void }
): HTMLButtonElement => {
  const made = element("button", { ...properties, onClick }, label)
  made.type = "button"
  return made
}

const SVG = "http://www.w3.org/2000/svg"

export const svg = (
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Child[]
): SVGElement => {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  made.append(...children.filter((child) => child !== undefined))
  return made
}
