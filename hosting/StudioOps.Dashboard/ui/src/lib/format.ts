const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

export const count = (value: number) => numbers.format(value)

export function plural(value: number, one: string, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`
}

export function duration(ms: number): string {
  if (ms < 0.001) return '0'
  if (ms < 1) return `${digits(ms * 1000)} µs`
  if (ms < 1000) return `${digits(ms)} ms`
  if (ms < 60_000) return `${digits(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} min`
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let scaled = value
  let unit = 0
  while (Math.abs(scaled) >= 1000 && unit < units.length - 1) {
    scaled /= 1000
    unit++
  }
  return `${digits(scaled)} ${units[unit] ?? ''}`
}

export const percent = (share: number) => `${(share * 100).toFixed(1)} %`

// Finer than a Date: the wire has up to seven decimals of a second, and spans are shorter than a millisecond.
export function instant(at: string): number {
  const beyond = /\.\d{3}(\d+)/.exec(at)?.[1] ?? ''
  return Date.parse(at.replace(/(\.\d{3})\d+/, '$1')) + (beyond ? Number(`0.${beyond}`) : 0)
}

export function age(from: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(from)) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds / 3600) % 24} h`
}

export function clock(at: string | number): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return '–'
  const ms = time.getMilliseconds().toString().padStart(3, '0')
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`
}

export function fullTime(at: string): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return at
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${date} ${clock(at)}`
}

// OpenTelemetry units are UCUM: seconds and bytes read better scaled, {annotations} are words.
export function measure(value: number, unit: string): string {
  if (value === 0) return '0'
  if (unit === 's') return duration(value * 1000)
  if (unit === 'ms') return duration(value)
  if (unit === 'By') return bytes(value)
  if (unit === '1' || unit === '' || unit === 'ea' || unit.startsWith('{')) return digits(value)
  if (unit === '%') return `${digits(value)} %`
  return `${digits(value)} ${unit}`
}

export const unitWord = (unit: string) =>
  unit.replace(/^\{(.*)\}$/, '$1').replace(/^(By|1)$/, (u) => (u === 'By' ? 'bytes' : ''))

function digits(value: number): string {
  return Math.abs(value) >= 1000 ? numbers.format(value) : short.format(value)
}

function two(value: number): string {
  return value.toString().padStart(2, '0')
}
