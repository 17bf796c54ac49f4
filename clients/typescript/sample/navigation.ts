import type { NavigationItem } from '../src/index.js'
import type { FeatureFlagKey } from './flags.js'

/** The whole menu. What carries a feature is there only while it is on; a key that does not exist does not compile. */
export const navigation: readonly NavigationItem<FeatureFlagKey>[] = [
  { label: 'Dashboard', to: '/dashboard' },
  { label: 'Shows', to: '/dashboard/shows' },
  { label: 'Orders', to: '/dashboard/orders' },
  { label: 'Finances', to: '/dashboard/finances' },
  { label: 'Support', to: '/dashboard/support' },
  { label: 'Knowledge Base', to: '/dashboard/knowledge-base', feature: 'knowledge_base_enabled' },
  { label: 'AI Assistant', to: '/dashboard/ai-assistant', feature: 'ai_agents_enabled' },
  { label: 'Additional Services', to: '/dashboard/services', feature: 'additional_services_enabled' },
]
