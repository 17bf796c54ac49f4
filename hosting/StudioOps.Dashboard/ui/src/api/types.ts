// The dashboard's JSON API, word for word. Times are ISO-8601 UTC with up to seven decimals, durations are milliseconds,
// ids are lower-case hex. What is optional may be absent or null.

export type Optional<T> = T | null | undefined

export type AttributeValue =
  string | number | boolean | null | AttributeValue[] | { [key: string]: AttributeValue }
export type Attributes = Record<string, AttributeValue>

export interface Problem {
  status?: number
  code?: string
  title?: string
  detail?: string
}

export interface SignalCounts {
  traces: number
  logs: number
  metrics: number
}

// GET /api/overview
export interface Overview {
  version: string
  host: { connected: boolean; name?: Optional<string>; problem?: Optional<string> }
  limits: Record<string, number>
  counts: {
    spans: number
    logs: number
    metricPoints: number
    dropped: SignalCounts
    refused: SignalCounts
  }
  features: Record<string, boolean>
}

export type ResourceState =
  'waiting' | 'starting' | 'running' | 'healthy' | 'exited' | 'failed' | 'stopped' | 'unknown'

export interface HealthCheck {
  name: string
  status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown'
  description?: Optional<string>
  at?: Optional<string>
}

export interface Endpoint {
  name: string
  url: string
}

// A secret's value is null here and comes from GET /api/resources/{name}/environment/{variable}.
export interface EnvironmentVariable {
  name: string
  value: string | null
  secret: boolean
}

export interface ResourceCommand {
  name: string
  displayName: string
  confirm?: Optional<string>
  state: 'enabled' | 'disabled' | 'hidden'
}

export interface Resource {
  name: string
  type: string
  state: ResourceState
  reason?: Optional<string>
  health: HealthCheck[]
  startedAt?: Optional<string>
  endpoints: Endpoint[]
  environment: EnvironmentVariable[]
  references: string[]
  waitsFor: string[]
  commands: ResourceCommand[]
  pid?: Optional<number>
  // Share of one core (1 = one core busy) and resident bytes.
  cpu?: Optional<number>
  memory?: Optional<number>
  exitCode?: Optional<number>
  restarts: number
}

// GET /api/resources
export interface ResourceList {
  resources: Resource[]
}

// GET /api/resources/{name}/environment/{variable}
export interface RevealedVariable {
  value: string
}

// POST /api/resources/{name}/commands/{command}
export interface CommandAccepted {
  result: string
}

// GET /api/console?resource=&after=&limit=  (oldest first; without `after` the newest `limit` lines)
export interface ConsoleEntry {
  sequence: number
  resource: string
  at: string
  stream: 'out' | 'err'
  text: string
}
export interface ConsolePage {
  entries: ConsoleEntry[]
}

export interface LogException {
  type?: Optional<string>
  message?: Optional<string>
  stack?: Optional<string>
}

// GET /api/logs?resource=&severity=&category=&text=&traceId=&spanId=&before=&limit=  (newest first)
// severity is the lowest one wanted: trace | debug | information | warning | error | critical
export interface LogEntry {
  id: string
  at: string
  resource: string
  severity: string
  severityNumber: number
  category: string
  message: string
  traceId?: Optional<string>
  spanId?: Optional<string>
  exception?: Optional<LogException>
  attributes: Attributes
}
export interface LogPage {
  items: LogEntry[]
  next?: Optional<string>
  total: number
  searchedMs: number
}

// GET /api/logs/fields
export interface LogFields {
  resources: string[]
  categories: string[]
}

// GET /api/traces?resource=&text=&minDuration=&minSpans=&errors=true&before=&limit=  (newest first)
export interface TraceSummary {
  traceId: string
  name: string
  at: string
  durationMs: number
  spans: number
  errors: number
  resources: { name: string; spans: number }[]
}
export interface TracePage {
  items: TraceSummary[]
  next?: Optional<string>
  total: number
}

export interface SpanEvent {
  name: string
  at: string
  attributes: Attributes
}
export interface SpanLink {
  traceId: string
  spanId: string
  attributes: Attributes
}
export interface Span {
  spanId: string
  parentId?: Optional<string>
  name: string
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  resource: string
  scope: string
  at: string
  durationMs: number
  offsetMs: number
  status: 'unset' | 'ok' | 'error'
  statusMessage?: Optional<string>
  attributes: Attributes
  events: SpanEvent[]
  links: SpanLink[]
}

// GET /api/traces/{traceId}  (a span's parent may be missing: it was dropped or comes later)
export interface Trace {
  traceId: string
  at: string
  durationMs: number
  spans: Span[]
}

export type InstrumentKind = 'counter' | 'updown' | 'gauge' | 'histogram'
export interface Instrument {
  resource: string
  meter: string
  name: string
  unit: string
  description: string
  kind: InstrumentKind
  dimensions: { name: string; values: string[] }[]
}

// GET /api/metrics?resource=
export interface InstrumentList {
  instruments: Instrument[]
}

// GET /api/metrics/series?resource=&meter=&name=&window=300&groupBy=&filter.<dim>=<v>
// times are ISO-8601; step is seconds; counters come as rate per second.
export interface ValueSeries {
  labels: Record<string, string>
  values: (number | null)[]
}
export interface PercentileSeries {
  labels: Record<string, string>
  p50: (number | null)[]
  p90: (number | null)[]
  p99: (number | null)[]
  count: (number | null)[]
}
export type SeriesAnswer =
  | {
      kind: 'counter' | 'updown' | 'gauge'
      unit: string
      step: number
      times: string[]
      series: ValueSeries[]
    }
  | { kind: 'histogram'; unit: string; step: number; times: string[]; series: PercentileSeries[] }

// GET /api/stream?topics=resources,console,logs,traces,metrics  (server-sent events, unnamed, data as below)
// A revision says "ask again", at most four times a second and topic; console lines come in batches.
export type Topic = 'resources' | 'console' | 'logs' | 'traces' | 'metrics'
export type StreamEvent =
  { topic: Exclude<Topic, 'console'>; revision: number } | { topic: 'console'; entries: ConsoleEntry[] }
