import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'
import { OpenFeature, OpenFeatureProvider } from '@openfeature/react-sdk'
import { visible } from '../src/index.js'
import { useFeatureFlags } from '../src/react.js'
import { featureFlags } from './flags.js'
import { navigation } from './navigation.js'

function Menu() {
  const { hasFeature, isLoading, error } = useFeatureFlags(featureFlags)
  return (
    <nav aria-label="Main" aria-busy={isLoading}>
      <ul>
        {visible(navigation, hasFeature).map((item) => (
          <li key={item.to}>
            <a href={item.to}>{item.label}</a>
          </li>
        ))}
      </ul>
      {error && <p role="status">Some features cannot be shown at the moment.</p>}
    </nav>
  )
}

// Whoever uses this brings a token in a way of their own; this page is handed one.
const handed = new URLSearchParams(location.hash.slice(1))
const provider = new OFREPWebProvider({
  baseUrl: location.origin,
  cacheMode: 'disabled',
  headers: [['Authorization', `Bearer ${handed.get('token') ?? ''}`]],
})
void OpenFeature.setContext({ targetingKey: handed.get('user') ?? 'somebody' }).then(() =>
  OpenFeature.setProvider(provider),
)

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <OpenFeatureProvider>
        <Menu />
      </OpenFeatureProvider>
    </StrictMode>,
  )
}
