import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { whenSignedOut } from './api/client'
import { whenReopened } from './api/live'
import { useLiveResources, useResources } from './api/queries'
import { slotOf } from './lib/colours'
import type { Resource } from './api/types'
import { useKeys } from './lib/keys'
import { navigate, usePlace } from './lib/location'
import { routeOf, to, type Route } from './lib/urls'
import { Banner } from './shell/Banner'
import { KeysDialog } from './shell/KeysDialog'
import { Palette } from './shell/Palette'
import { Sidebar } from './shell/Sidebar'
import { TelemetryDialog } from './shell/TelemetryDialog'
import { SignedOut } from './shell/SignedOut'
import { CommandsProvider } from './ui/commands'
import { Notice } from './ui/Notice'
import { Console } from './views/console/Console'
import { Logs } from './views/logs/Logs'
import { Resources } from './views/resources/Resources'
import { Traces } from './views/traces/Traces'
import styles from './App.module.css'

const TraceDetail = lazy(() => import('./views/traces/TraceDetail'))
const Metrics = lazy(() => import('./views/metrics/Metrics'))

type Dialog = 'palette' | 'keys' | 'telemetry' | null

export function App() {
  const [signedOut, setSignedOut] = useState(false)
  useEffect(() => whenSignedOut(() => setSignedOut(true)), [])
  return signedOut ? <SignedOut /> : <Shell />
}

function Shell() {
  const { path } = usePlace()
  const route = routeOf(path)
  const [dialog, setDialog] = useState<Dialog>(null)
  const client = useQueryClient()
  const { resources, isPending } = useResources()
  useLiveResources()
  useEffect(() => whenReopened(() => void client.invalidateQueries()), [client])
  giveColours(resources)

  useKeys({
    'g r': () => navigate(to.resources()),
    'g c': () => navigate(to.console()),
    'g l': () => navigate(to.logs()),
    'g t': () => navigate(to.traces()),
    'g m': () => navigate(to.metrics()),
    '?': () => setDialog('keys'),
    '/': () => document.querySelector<HTMLInputElement>('main [data-search]')?.focus(),
    j: () => document.querySelector<HTMLElement>('main [data-list]')?.focus(),
    k: () => document.querySelector<HTMLElement>('main [data-list]')?.focus(),
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setDialog('palette')
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])

  const close = () => setDialog(null)
  const view = route.view === 'trace' ? 'traces' : route.view === 'nowhere' ? 'resources' : route.view
  return (
    <CommandsProvider>
      <div className={styles.shell}>
        <Sidebar
          view={view}
          onPalette={() => setDialog('palette')}
          onKeys={() => setDialog('keys')}
          onTelemetry={() => setDialog('telemetry')}
        />
        <main className={styles.main}>
          <Banner />
          <div className={styles.view}>
            <Suspense>{!isPending && <RouteView route={route} />}</Suspense>
          </div>
        </main>
      </div>
      <Palette opened={dialog === 'palette'} onClose={close} />
      <KeysDialog opened={dialog === 'keys'} onClose={close} />
      <TelemetryDialog opened={dialog === 'telemetry'} onClose={close} />
    </CommandsProvider>
  )
}

// Those with an address first: they are the ones seen side by side in traces and logs.
function giveColours(resources: readonly Resource[]) {
  const rank = (resource: Resource) => (resource.endpoints.length > 0 ? 0 : 1)
  for (const { name } of [...resources].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)))
    slotOf(name)
}

function RouteView({ route }: { route: Route }) {
  switch (route.view) {
    case 'resources':
      return <Resources />
    case 'console':
      return <Console />
    case 'logs':
      return <Logs />
    case 'traces':
      return <Traces />
    case 'trace':
      return <TraceDetail key={route.traceId} traceId={route.traceId} />
    case 'metrics':
      return <Metrics />
    case 'nowhere':
      return (
        <Notice icon="search" title="There is no such page" alone>
          Choose a view on the left.
        </Notice>
      )
  }
}
