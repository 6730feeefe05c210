import type { AccountUse } from '@keyturn/contract'

/** `web1 (unit web.service)`, `10.0.0.5 (log-on, 2026-11-20)`. */
export function useText({ place, kind, detail, seen }: AccountUse): string {
  const what = kind === 'log-on' ? `log-on, ${seen.slice(0, 10)}` : `${kind} ${detail}`.trim()
  return `${place} (${what})`
}
