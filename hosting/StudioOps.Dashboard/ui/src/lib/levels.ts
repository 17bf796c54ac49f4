export const levels = ['trace', 'debug', 'information', 'warning', 'error', 'critical'] as const
export type Level = (typeof levels)[number]

// OpenTelemetry's severity numbers come in groups of four.
export function levelOf(severityNumber: number): Level {
  return levels[Math.max(0, Math.min(levels.length - 1, Math.ceil(severityNumber / 4) - 1))] ?? 'information'
}

export const levelTone = (level: Level): 'bad' | 'warn' | 'quiet' | 'plain' =>
  level === 'error' || level === 'critical'
    ? 'bad'
    : level === 'warning'
      ? 'warn'
      : level === 'information'
        ? 'plain'
        : 'quiet'
