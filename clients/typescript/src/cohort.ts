const whole = 100_000n

const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by))

function hash(bytes: Uint8Array): number {
  let h = 0
  const mix = (k: number) => Math.imul(rotate(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593)
  const blocks = bytes.length & ~3
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < blocks; i += 4) {
    h = Math.imul(rotate(h ^ mix(view.getInt32(i, true)), 13), 5) + 0xe6546b64
  }

  let tail = 0
  for (let i = bytes.length - 1; i >= blocks; i--) {
    tail = (tail << 8) | view.getUint8(i)
  }

  h ^= mix(tail) ^ bytes.length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * Where in the population, in thousandths of a percent, a rollout puts a unit: murmur3 over `salt:unit`, spread over 100 000 buckets. The service,
 * the client for .NET and cohort.sql put everyone in the same place; nobody needs this to ask for a flag.
 */
export const cohortOf = (salt: string, unit: string): number =>
  Number((BigInt(hash(new TextEncoder().encode(`${salt}:${unit}`))) * whole) >> 32n)
