/** The few signs the window uses, as one-colour lines of 16 pixels. */
const paths = {
  play: 'M5 3.5v9l7-4.5z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  next: 'M6 3.5 10.5 8 6 12.5',
  first: 'M11 3.5 6.5 8l4.5 4.5M4.5 3.5v9',
  last: 'M5 3.5 9.5 8 5 12.5M11.5 3.5v9',
  undo: 'M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M3 6.5 6 3.5M3 6.5l3 3',
  redo: 'M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10M13 6.5l-3-3M13 6.5l-3 3',
  star: 'M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z',
  bin: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5',
  screen: 'M2 3h12M3 3v7.5h10V3M8 10.5v3M5.5 13.5h5M7 5l2.6 1.8L7 8.6z',
  single: 'M2.5 2.5h11v11h-11zM6 6h4v4H6z',
  gear: 'M3 5h6M12 5h1M3 11h1M7 11h6M10.5 3.5v3M5.5 9.5v3',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  system: 'M2.5 3.5h11v7h-11zM6 13h4M8 10.5V13',
  language:
    'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M2 8h12M8 2c-2 1.6-2.8 3.7-2.8 6S6 12.4 8 14M8 2c2 1.6 2.8 3.7 2.8 6S10 12.4 8 14',
  keyboard: 'M2 4.5h12v7H2zM4.5 7h.1M7 7h.1M9.5 7h.1M11.8 7h.1M5 9.3h6',
  select: 'M4 2.5l8 5.5-3.6.8L6.5 12z',
  draw: 'M3 5V3h2M11 3h2v2M13 11v2h-2M5 13H3v-2M8 5.8v4.4M5.8 8h4.4',
  fit: 'M6 3H3v3M10 3h3v3M13 10v3h-3M3 10v3h3',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  close: 'M4 4l8 8M12 4l-8 8',
  compare: 'M3 3.5h4v9H3zM9 3.5h4v9H9z',
  open: 'M2.5 12.5v-9h4l1.5 2h5.5v7z',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  check: 'M3 8.5l3.2 3.2L13 5',
  pencil: 'M3 13l.7-2.8L11 3l2 2-7.2 7.3z',
  stop: 'M4 4h8v8H4z',
  panel: 'M2.5 3.5h11v9h-11zM9.5 3.5v9',
  sidebar: 'M2.5 3.5h11v9h-11zM6.5 3.5v9',
  search: 'M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8M10 10l3.2 3.2',
  home: 'M3 7.5 8 3l5 4.5M4.5 6.5V13h7V6.5',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  grid: 'M2.5 2.5h11v11h-11zM6.2 2.5v11M9.8 2.5v11M2.5 6.2h11M2.5 9.8h11',
  picture: 'M2.5 3.5h11v9h-11zM2.5 11l3.5-3.5 2.5 2.5 2-2 3 3M10 6h.1M2 14 14 2',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  sort: 'M4.5 3v10M4.5 13l-2-2M4.5 13l2-2M9 4h5M9 8h3.5M9 12h2',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1',
  chart: 'M3 13V8M8 13V3M13 13V6',
  branches: 'M3 8h3M6 8c2 0 1.5-4.5 4-4.5h3M6 8h7M6 8c2 0 1.5 4.5 4 4.5h3',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11.3v.1',
} as const

export type IconName = keyof typeof paths

/** A sign; what it means is said by the control it is on. */
export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }) {
  const solid = filled || name === 'play' || name === 'stop'
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill={solid ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth={name === 'more' ? 2.2 : 1.4}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
