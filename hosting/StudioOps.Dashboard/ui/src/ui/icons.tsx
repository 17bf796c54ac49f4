const paths = {
  resources: 'M3 4.5h10M3 8h10M3 11.5h10M3 4.5v0M5.5 3v10',
  console: 'M3 4l3.5 4L3 12M8.5 12H13',
  logs: 'M3 4h1M6 4h7M3 8h1M6 8h7M3 12h1M6 12h5',
  traces: 'M2.5 4h6M5 8h6M8 12h5.5',
  metrics: 'M2.5 13.5v-11M2.5 13.5h11M5 10l2.5-3.5 2 2L13 4',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14',
  play: 'M5 3.5v9l7-4.5z',
  stop: 'M4.5 4.5h7v7h-7z',
  restart: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3',
  more: 'M8 3.5v.01M8 8v.01M8 12.5v.01',
  external: 'M9.5 3H13v3.5M13 3 7.5 8.5M6.5 4H3.5v8.5H12V9.5',
  copy: 'M6 6h7v7H6zM3.5 10V3h7',
  check: 'M3 8.5 6.5 12 13 4.5',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  eyeOff:
    'M2 2l12 12M6 4a6 6 0 0 1 2-.5c4 0 6.5 4.5 6.5 4.5s-.8 1.4-2.2 2.7M4 5.3C2.4 6.5 1.5 8 1.5 8S4 12.5 8 12.5c1 0 1.9-.3 2.7-.7',
  download: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  close: 'M4 4l8 8M12 4l-8 8',
  right: 'M6 3.5 10.5 8 6 12.5',
  up: 'M3.5 10 8 5.5 12.5 10',
  down: 'M3.5 6 8 10.5 12.5 6',
  left: 'M10 3.5 5.5 8 10 12.5',
  arrowDown: 'M8 3v10M4 9l4 4 4-4',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z',
  system: 'M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3',
  keyboard: 'M1.5 4h13v8h-13zM4 7v.01M6.5 7v.01M9 7v.01M11.5 7v.01M5 9.7h6',
  warning: 'M8 2 1.5 13.5h13zM8 6.5v3M8 11.7v.01',
  graph: 'M3 8h3.5M9.5 8H13M6.5 6.5h3v3h-3zM1.5 6.5h2v3h-2zM12.5 6.5h2v3h-2z',
  table: 'M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13',
  clear: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 9h6l.5-9',
  wrap: 'M2.5 4h11M2.5 8h9a2 2 0 0 1 0 4H8M9.5 10.5 8 12l1.5 1.5M2.5 12H5',
  store:
    'M8 6.5c2.8 0 5-.9 5-2s-2.2-2-5-2-5 .9-5 2 2.2 2 5 2ZM3 4.5v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
