import { useVirtualizer } from '@tanstack/react-virtual'
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { Icon } from './icons'
import styles from './DataTable.module.css'

export interface Column<T> {
  key: string
  header: ReactNode
  // A CSS grid track: what a column may take.
  width: string
  end?: boolean
  sort?: (a: T, b: T) => number
  render: (row: T) => ReactNode
}

interface DataTableProps<T> {
  label: string
  columns: Column<T>[]
  rows: T[]
  keyOf: (row: T) => string
  selected: string | null
  onOpen: (row: T) => void
  // With the details open, moving through the rows moves the details too.
  onMove?: (row: T) => void
  // The column sorted by, with a minus for downwards; absent where the order is not the reader's to choose.
  sort?: string
  onSort?: (sort: string) => void
  rowHeight: number
  narrowest?: number
  onEnd?: () => void
  onTop?: (atTop: boolean) => void
  // Lists that are left and come back to find their place again under this name.
  memory: string
}

const places = new Map<string, number>()

export function DataTable<T>(props: DataTableProps<T>) {
  const {
    label,
    columns,
    rows,
    keyOf,
    selected,
    onOpen,
    onMove,
    rowHeight,
    narrowest,
    onEnd,
    onTop,
    memory,
  } = props
  const id = useId()
  const scroll = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<string | null>(selected)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => (rows[index] ? keyOf(rows[index]) : index),
    initialOffset: places.get(memory) ?? 0,
    scrollPaddingStart: 32,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onEnd?.()
  }, [last, rows.length, onEnd])
  useLayoutEffect(() => {
    if (scroll.current) scroll.current.scrollTop = places.get(memory) ?? 0
  }, [memory])

  const onScroll = useCallback(() => {
    const top = scroll.current?.scrollTop ?? 0
    places.set(memory, top)
    onTop?.(top < rowHeight)
  }, [memory, onTop, rowHeight])

  const activeKey = active ?? selected
  const move = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (!row) return
    setActive(keyOf(row))
    virtual.scrollToIndex(rows.indexOf(row), { align: 'auto' })
    if (selected !== null) onMove?.(row)
  }
  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return
    const at = rows.findIndex((row) => keyOf(row) === activeKey)
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 400) / rowHeight) - 2)
    const targets: Record<string, number> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: Math.max(0, at - 1),
      k: Math.max(0, at - 1),
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    }
    const target = targets[event.key]
    if (target !== undefined) move(target)
    else if (event.key === 'Enter' && rows[at]) onOpen(rows[at])
    else return
    event.preventDefault()
  }
  const tracks = { gridTemplateColumns: columns.map((column) => column.width).join(' ') }
  return (
    <div
      ref={scroll}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={
        items.some((item) => item.key === activeKey) ? `${id}-${String(activeKey)}` : undefined
      }
      tabIndex={0}
      className={styles.scroll}
      style={{ ['--narrowest' as string]: `${narrowest ?? 0}px` }}
      onKeyDown={keys}
      onScroll={onScroll}
      data-list
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={styles.head} style={tracks}>
          {columns.map((column) => (
            <Header key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          const key = keyOf(row)
          return (
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid has the focus and the keys
            <div
              role="row"
              key={key}
              id={`${id}-${key}`}
              aria-rowindex={item.index + 2}
              aria-selected={key === selected}
              data-active={key === activeKey}
              className={styles.row}
              style={{ ...tracks, height: rowHeight, transform: `translateY(${item.start}px)` }}
              onClick={() => {
                setActive(key)
                onOpen(row)
              }}
            >
              {columns.map((column) => (
                <div role="gridcell" key={column.key} className={styles.cell} data-end={column.end}>
                  {column.render(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Header<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>
  sort?: string
  onSort?: (sort: string) => void
}) {
  const direction = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined
  return (
    <div role="columnheader" className={styles.cell} data-end={column.end} aria-sort={direction}>
      {column.sort && onSort ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onSort(direction === 'ascending' ? `-${column.key}` : column.key)}
        >
          {column.header}
          {direction && <Icon name={direction === 'ascending' ? 'up' : 'down'} size={10} />}
        </button>
      ) : (
        column.header
      )}
    </div>
  )
}

export function sorted<T>(rows: readonly T[], columns: readonly Column<T>[], sort: string): T[] {
  const column = columns.find(({ key }) => key === sort.replace(/^-/, ''))
  const compare = column?.sort
  if (!compare) return [...rows]
  return rows.toSorted((a, b) => (sort.startsWith('-') ? compare(b, a) : compare(a, b)))
}
