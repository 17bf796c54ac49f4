import { useElementSize } from '@mantine/hooks'
import { useEffect, useMemo, useState } from 'react'
import type { Resource } from '../../api/types'
import { colourOf } from '../../lib/colours'
import { graphOf, neighbours, type Edge, type GraphInput, type GraphLayout } from '../../lib/graph'
import { stateWord, toneOf } from '../../lib/resources'
import { StateDot } from '../../ui/StateDot'
import styles from './Graph.module.css'

const node = { width: 164, height: 46, margin: 24 }
const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value))

interface GraphProps {
  resources: Resource[]
  selected: string | null
  onSelect: (name: string) => void
}

export function Graph({ resources, selected, onSelect }: GraphProps) {
  // The shape changes rarely, the states often: lay out only for a new shape.
  const shape = JSON.stringify(
    resources
      .map(({ name, references, waitsFor }) => ({ name, references, waitsFor }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  )
  const layout = useMemo(() => graphOf(JSON.parse(shape) as GraphInput[]), [shape])
  const { ref, width: room, height: tall } = useElementSize()
  const { places, width, height } = useMemo(() => placed(layout, room, tall), [layout, room, tall])
  const { edges } = layout
  useEffect(() => {
    if (selected)
      document.getElementById(`node-${selected}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [selected, room])
  const [pointed, setPointed] = useState<string | null>(null)
  const centre = pointed ?? selected
  const near = centre ? neighbours(edges, centre) : null
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div ref={ref} className={styles.scroll} tabIndex={0} role="region" aria-label="Graph of resources">
        <div className={styles.canvas} style={{ width, height, zoom: between(0.7, room / width, 1) }}>
          <svg className={styles.edges} width={width} height={height} aria-hidden="true">
            {edges.map((edge) => (
              <path
                key={`${edge.from}>${edge.to}`}
                className={styles.edge}
                d={curve(edge, places)}
                data-waits={edge.waits && !edge.references}
                data-implied={edge.implied}
                data-near={centre !== null && (edge.from === centre || edge.to === centre)}
                data-faded={centre !== null && edge.from !== centre && edge.to !== centre}
              />
            ))}
          </svg>
          {resources.map((resource) => {
            const place = places.get(resource.name)
            if (!place) return null
            return (
              <button
                type="button"
                key={resource.name}
                id={`node-${resource.name}`}
                className={styles.node}
                style={{
                  left: place.x,
                  top: place.y,
                  width: node.width,
                  height: node.height,
                  ['--tint' as string]: colourOf(resource.name),
                }}
                aria-pressed={resource.name === selected}
                data-tone={toneOf(resource)}
                data-near={near?.has(resource.name) ?? false}
                title={describe(resource)}
                onClick={() => onSelect(resource.name)}
                onPointerEnter={() => setPointed(resource.name)}
                onPointerLeave={() => setPointed(null)}
                onFocus={() => setPointed(resource.name)}
                onBlur={() => setPointed(null)}
              >
                <span className={styles.name}>
                  <StateDot tone={toneOf(resource)} />
                  {resource.name}
                </span>
                <span className={styles.note}>
                  {resource.type} · {stateWord(resource)}
                </span>
              </button>
            )
          })}
        </div>
      </div>
      <div className={styles.legend}>
        <Legend waits={false} text="references (needs its address or connection)" />
        <Legend waits text="only waits for it at the start" />
      </div>
    </>
  )
}

function Legend({ waits, text }: { waits: boolean; text: string }) {
  return (
    <span>
      <svg width="28" height="8" aria-hidden="true">
        <path className={styles.edge} d="M0 4h28" data-waits={waits} />
      </svg>
      {text}
    </span>
  )
}

function describe({ name, references, waitsFor }: Resource): string {
  const parts = [name]
  if (references.length > 0) parts.push(`references ${references.join(', ')}`)
  if (waitsFor.length > 0) parts.push(`waits for ${waitsFor.join(', ')}`)
  return parts.join('\n')
}

type Places = Map<string, { x: number; y: number }>

// As much air between the nodes as the room allows; only when there is none left does it scroll.
function placed({ columns }: GraphLayout, room: number, tall: number) {
  const tallest = Math.max(...columns.map((column) => column.length))
  const across = between(
    36,
    (room - 2 * node.margin - columns.length * node.width) / Math.max(1, columns.length - 1),
    120,
  )
  const down = between(12, (tall - 2 * node.margin - tallest * node.height) / Math.max(1, tallest - 1), 36)
  const height = Math.max(tall - 4, tallest * (node.height + down) - down + 2 * node.margin)
  const places: Places = new Map()
  columns.forEach((names, column) => {
    const own = names.length * (node.height + down) - down
    names.forEach((name, index) =>
      places.set(name, {
        x: node.margin + column * (node.width + across),
        y: (height - own) / 2 + index * (node.height + down),
      }),
    )
  })
  return { places, width: columns.length * (node.width + across) - across + 2 * node.margin, height }
}

function curve(edge: Edge, places: Places): string {
  const from = places.get(edge.from)
  const to = places.get(edge.to)
  if (!from || !to) return ''
  const forward = from.x < to.x
  const [x1, y1] = [forward ? from.x + node.width : from.x, from.y + node.height / 2]
  const [x2, y2] = [forward ? to.x : to.x + node.width, to.y + node.height / 2]
  const bend = (forward ? 1 : -1) * Math.max(40, Math.abs(x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}
