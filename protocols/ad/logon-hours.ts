/** 168 hours of a week, a bit for each. */
const hoursOfWeek = 168
const hourMs = 3_600_000

/**
 * `logonHours` (MS-SAMR 2.2.6.5, MS-ADA1): 21 bytes, one bit for each hour of the week in UTC, the lowest bit of the
 * first byte for Sunday from 0 to 1.
 *
 * @returns whether a log-on is allowed at that moment; what is not of this shape restricts nothing, as at a DC.
 */
export function allowsLogon(hours: Uint8Array, at: Date): boolean {
  if (hours.length * 8 !== hoursOfWeek) return true
  const hour = at.getUTCDay() * 24 + at.getUTCHours()
  return (((hours[hour >> 3] ?? 0) >> (hour & 7)) & 1) === 1
}

/** The beginning of the next hour that is allowed, within a week; null: no hour is. */
export function nextLogon(hours: Uint8Array, at: Date): Date | null {
  const thisHour = Math.floor(at.getTime() / hourMs) * hourMs
  for (let ahead = 1; ahead <= hoursOfWeek; ahead++) {
    const then = new Date(thisHour + ahead * hourMs)
    if (allowsLogon(hours, then)) return then
  }
  return null
}
