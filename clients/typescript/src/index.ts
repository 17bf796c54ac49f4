export { FlagStore, type Flags, type FlagState } from './store.js'
export { cohortOf } from './cohort.js'
export { visible, type NavigationItem } from './navigation.js'
