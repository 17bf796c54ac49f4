// Sends one span, one log record and one measurement of each kind, as a program of npm's would, and says when they were taken.
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

const [url, encoding] = process.argv.slice(2)
const resource = resourceFromAttributes({ 'service.name': `node-${encoding}`, 'service.instance.id': '1' })
const compression = encoding === 'json' ? 'none' : 'gzip'
const Traces = encoding === 'json' ? JsonExporter : ProtobufExporter

const traces = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter: new Traces({ url: `${url}/v1/traces`, compression }) })] })
const span = traces.getTracer('shop', '1.2').startSpan('GET /things', { kind: SpanKind.SERVER, attributes: { 'http.response.status_code': 500, tags: ['a', 'b'], ratio: 0.25, cached: false } })
span.addEvent('retried', { attempt: 2 })
span.setStatus({ code: SpanStatusCode.ERROR, message: 'it broke' })
span.end()
await traces.forceFlush()

if (encoding !== 'json') {
  const logs = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${url}/v1/logs`, compression }) })] })
  logs.getLogger('shop').emit({ severityNumber: 17, severityText: 'ERROR', body: 'The till is empty', attributes: { till: 3 } })
  await logs.forceFlush()

  const metrics = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: `${url}/v1/metrics`, compression }), exportIntervalMillis: 60000 })] })
  const meter = metrics.getMeter('shop')
  meter.createCounter('sales', { unit: '{sale}', description: 'Things sold' }).add(3, { aisle: '7' })
  meter.createHistogram('wait', { unit: 'ms' }).record(42)
  meter.createUpDownCounter('queue').add(-2)
  meter.createObservableGauge('warmth').addCallback((result) => result.observe(21.5))
  await metrics.forceFlush()
  await metrics.shutdown()
}
console.log(span.spanContext().traceId)
