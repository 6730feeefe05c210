export interface Progress {
  readonly doing: 'reading' | 'writing' | 'checking'
  readonly rows: number
  /** From 0 to 1; undefined: nobody knows. */
  readonly share: number | undefined
}

const everyMs = 5_000

/** Says now and then how far it is, on one line each time: also in a log that reads well. */
export function createProgressTeller(say: (line: string) => void, now: () => number): (at: Progress) => void {
  let told: { readonly doing: string; readonly rows: number; readonly at: number } | undefined
  return ({ doing, rows, share }) => {
    const at = now()
    if (told?.doing === doing && at - told.at < everyMs) return
    const percent = share === undefined ? '' : `, ${Math.floor(share * 100)} %`
    const speed =
      told?.doing === doing && rows > told.rows
        ? `, ${millions((rows - told.rows) / ((at - told.at) / 1000))} a second`
        : ''
    say(`${doing}: ${millions(rows)} rows${percent}${speed}`)
    told = { doing, rows, at }
  }
}

function millions(count: number): string {
  return count < 1e6 ? Math.round(count).toLocaleString('en') : `${(count / 1e6).toFixed(1)} M`
}
