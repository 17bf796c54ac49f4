import { Button, Group, Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { send } from '../api/client'
import { overviewQuery } from '../api/queries'
import type { Overview } from '../api/types'
import { count, plural } from '../lib/format'
import { Fact, Facts, Section } from '../ui/Section'

// What is kept, what had to go, what was not taken: memory is bounded, and this says by what.
export function TelemetryDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const client = useQueryClient()
  const { data } = useQuery(overviewQuery)
  const clear = useMutation({
    mutationFn: () => send('DELETE', '/api/telemetry'),
    onSuccess: async () => {
      await client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'resources' })
      onClose()
    },
  })
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Telemetry kept here"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {data && <Kept overview={data} />}
      {clear.error && <p className="bad">{clear.error.message}</p>}
      <Group justify="flex-end" mt="md">
        <Button color="red" variant="filled" loading={clear.isPending} onClick={() => clear.mutate()}>
          Clear traces, logs and metrics
        </Button>
      </Group>
    </Modal>
  )
}

function Kept({ overview: { counts, limits, version } }: { overview: Overview }) {
  const kept = (number: number, limit: number | undefined) =>
    limit ? `${count(number)} of at most ${count(limit)}` : count(number)
  return (
    <>
      <Facts>
        <Fact name="Spans">{kept(counts.spans, limits.spans)}</Fact>
        <Fact name="Log lines">{kept(counts.logs, limits.logs)}</Fact>
        <Fact name="Metric points">{kept(counts.metricPoints, limits.points)}</Fact>
        <Fact name="Version">{version}</Fact>
      </Facts>
      <Lost
        title="Dropped: more came at once than could be kept"
        counts={counts.dropped}
        words={['span', 'log line', 'point']}
      />
      <Lost
        title="Refused: too large or malformed"
        counts={counts.refused}
        words={['request', 'request', 'request']}
      />
    </>
  )
}

function Lost({
  title,
  counts,
  words,
}: {
  title: string
  counts: Overview['counts']['dropped']
  words: [string, string, string]
}) {
  if (counts.traces + counts.logs + counts.metrics === 0) return null
  return (
    <Section title={title}>
      <Facts>
        <Fact name="Traces">{plural(counts.traces, words[0])}</Fact>
        <Fact name="Logs">{plural(counts.logs, words[1])}</Fact>
        <Fact name="Metrics">{plural(counts.metrics, words[2])}</Fact>
      </Facts>
    </Section>
  )
}
