const slots = 12
const given = new Map<string, number>()

// The same name has the same colour in every view; no colour is given twice before all are given once.
export function slotOf(name: string): number {
  const known = given.get(name)
  if (known !== undefined) return known
  const uses = new Array<number>(slots).fill(0)
  for (const slot of given.values()) uses[slot] = (uses[slot] ?? 0) + 1
  const fewest = Math.min(...uses)
  let slot = hash(name) % slots
  while (uses[slot] !== fewest) slot = (slot + 1) % slots
  given.set(name, slot)
  return slot
}

export const colourOf = (name: string) => `var(--r${slotOf(name)})`
export const colourAt = (index: number) => `var(--r${index % slots})`

function hash(text: string): number {
  let value = 2166136261
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619)
  return value >>> 0
}
