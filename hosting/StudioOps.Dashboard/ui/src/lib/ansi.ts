export interface AnsiStyle {
  // 0-15 are the terminal's own colours, anything else is #rrggbb.
  color?: number | string
  background?: number | string
  bold?: boolean
  dim?: boolean
  italic?: boolean
  underline?: boolean
  strike?: boolean
}

export interface Segment {
  text: string
  style: AnsiStyle
  match?: boolean
}

// CSI sequences, OSC sequences (titles, links), and the two-character escapes.
const escapes = /\u001b(?:\[([0-9;:?<>=]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g

export function parseAnsi(line: string): Segment[] {
  const segments: Segment[] = []
  let style: AnsiStyle = {}
  let from = 0
  const push = (text: string) => {
    const clean = text.replace(controls, '')
    if (clean) segments.push({ text: clean, style })
  }
  for (const escape of line.matchAll(escapes)) {
    push(line.slice(from, escape.index))
    from = escape.index + escape[0].length
    if (escape[2] === 'm') style = applied(style, escape[1] ?? '')
  }
  push(line.slice(from))
  return segments
}

export const plain = (line: string) => line.replace(escapes, '').replace(controls, '')

function applied(before: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters.split(/[;:]/).map(Number)
  let style = { ...before }
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0
    if (code === 0) style = {}
    else if (code === 1) style.bold = true
    else if (code === 2) style.dim = true
    else if (code === 3) style.italic = true
    else if (code === 4) style.underline = true
    else if (code === 9) style.strike = true
    else if (code === 22) style = { ...style, bold: false, dim: false }
    else if (code === 23) style.italic = false
    else if (code === 24) style.underline = false
    else if (code === 29) style.strike = false
    else if (code >= 30 && code <= 37) style.color = code - 30
    else if (code >= 90 && code <= 97) style.color = code - 82
    else if (code === 39) delete style.color
    else if (code >= 40 && code <= 47) style.background = code - 40
    else if (code >= 100 && code <= 107) style.background = code - 92
    else if (code === 49) delete style.background
    else if (code === 38 || code === 48) {
      const [color, used] = extended(codes, i + 1)
      if (color !== undefined) style[code === 38 ? 'color' : 'background'] = color
      i += used
    }
  }
  return style
}

function extended(codes: number[], at: number): [number | string | undefined, number] {
  if (codes[at] === 5) return [indexed(codes[at + 1] ?? 0), 2]
  if (codes[at] === 2) return [hex(codes[at + 1], codes[at + 2], codes[at + 3]), 4]
  return [undefined, 1]
}

function indexed(index: number): number | string {
  if (index < 16) return index
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10
    return hex(grey, grey, grey)
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40)
  const cube = index - 16
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6))
}

function hex(...parts: (number | undefined)[]): string {
  return `#${parts
    .map((part) =>
      Math.min(255, Math.max(0, part ?? 0))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

// Cuts segments so that every occurrence of the words, even one that spans colours, is marked.
export function marked(segments: Segment[], words: string): Segment[] {
  const wanted = words.toLowerCase()
  if (!wanted) return segments
  const whole = segments
    .map((segment) => segment.text)
    .join('')
    .toLowerCase()
  const edges: [number, number][] = []
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length))
    edges.push([at, at + wanted.length])
  const result: Segment[] = []
  let start = 0
  for (const segment of segments) {
    const end = start + segment.text.length
    let from = start
    for (const [left, right] of edges) {
      if (right <= from || left >= end) continue
      if (left > from) result.push(cut(segment, from - start, left - start))
      result.push({
        ...cut(segment, Math.max(left, from) - start, Math.min(right, end) - start),
        match: true,
      })
      from = Math.min(right, end)
    }
    if (from < end) result.push(cut(segment, from - start, end - start))
    start = end
  }
  return result
}

function cut(segment: Segment, from: number, to: number): Segment {
  return { ...segment, text: segment.text.slice(from, to) }
}
