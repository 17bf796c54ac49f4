// What one person likes in one browser; a browser that keeps nothing still works.
const prefix = 'dashboard.'

export function stored(name: string): string | null {
  try {
    return window.localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

export function store(name: string, value: string) {
  try {
    window.localStorage.setItem(prefix + name, value)
  } catch {
    // Full or forbidden: the setting lasts until the page closes.
  }
}
