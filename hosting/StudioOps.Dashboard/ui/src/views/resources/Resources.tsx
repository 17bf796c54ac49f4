import { SegmentedControl, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { overviewQuery, useResources } from '../../api/queries'
import { plural } from '../../lib/format'
import { useKeys } from '../../lib/keys'
import { useParams } from '../../lib/location'
import { found, troubled } from '../../lib/resources'
import { DataTable, sorted } from '../../ui/DataTable'
import { ErrorNotice, Notice } from '../../ui/Notice'
import { Page } from '../../ui/Page'
import { SearchBox } from '../../ui/SearchBox'
import { columns } from './columns'
import { Graph } from './Graph'
import { ResourceDetail } from './ResourceDetail'

export function Resources() {
  const [params, change] = useParams()
  const { resources, error, isPending } = useResources()
  const { data: overview } = useQuery(overviewQuery)
  const words = params.get('q') ?? ''
  const onlyTrouble = params.has('trouble')
  const name = params.get('resource')
  const asGraph = params.get('view') === 'graph'
  const chosen = resources.find((resource) => resource.name === name)
  const sort = params.get('sort') ?? 'name'
  const shown = sorted(
    resources.filter((resource) => found(resource, words) && (!onlyTrouble || troubled(resource))),
    columns,
    sort,
  )
  const trouble = resources.filter(troubled).length
  const open = (resource: string | null) => change({ resource }, true)
  useKeys({ Escape: () => open(null) })

  const tools = (
    <>
      <SearchBox label="Search resources" value={words} onChange={(q) => change({ q })} />
      <Switch
        label="Only trouble"
        checked={onlyTrouble}
        onChange={(event) => change({ trouble: event.currentTarget.checked ? '1' : null })}
      />
      <SegmentedControl
        aria-label="Show as"
        data={[
          { value: 'table', label: 'Table' },
          { value: 'graph', label: 'Graph' },
        ]}
        value={asGraph ? 'graph' : 'table'}
        onChange={(view) => change({ view: view === 'graph' ? view : null })}
      />
    </>
  )
  const note =
    resources.length > 0
      ? `${plural(resources.length, 'resource')}${trouble ? `, ${trouble} in trouble` : ', all well'}`
      : undefined
  const alone = overview && !overview.host.connected
  return (
    <Page
      title="Resources"
      note={alone ? 'seen in telemetry; no host tells their states' : note}
      tools={tools}
      detail={chosen && <ResourceDetail key={chosen.name} resource={chosen} onClose={() => open(null)} />}
    >
      {error && resources.length === 0 ? (
        <ErrorNotice error={error} />
      ) : isPending ? null : resources.length === 0 ? (
        <Notice icon="resources" title="No resources yet">
          {alone
            ? (overview.host.problem ??
              'This dashboard runs without a host. What sends telemetry appears here by itself.')
            : 'The host has not told of any resource yet.'}
        </Notice>
      ) : shown.length === 0 ? (
        <Notice
          icon="check"
          title={onlyTrouble && !words ? 'Nothing is in trouble' : 'No resource matches'}
        />
      ) : asGraph ? (
        <Graph resources={shown} selected={name} onSelect={open} />
      ) : (
        <DataTable
          label="Resources"
          memory="resources"
          columns={columns}
          sort={sort}
          onSort={(next) => change({ sort: next === 'name' ? null : next })}
          rows={shown}
          keyOf={(resource) => resource.name}
          selected={name}
          onOpen={(resource) => open(resource.name)}
          onMove={(resource) => change({ resource: resource.name })}
          rowHeight={36}
          narrowest={1080}
        />
      )}
    </Page>
  )
}
