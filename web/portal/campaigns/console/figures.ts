import { useMemo } from 'react'
import { useWords } from '../../../words/index.ts'

/** Numbers and times as the language writes them; times in the reader's own time zone. */
export function useFigures() {
  const { locale } = useWords()
  return useMemo(() => {
    const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
    const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
    const calendarDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
    const hour = new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    })
    const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
    return {
      count: (value: number) => whole.format(value),
      minutes: (value: number) => tenths.format(value),
      /** Of a day as in a calendar, which has no time zone, or of an instant. */
      day: (text: string) => (text.length === 10 ? calendarDay : day).format(new Date(text)),
      hour: (at: string) => hour.format(new Date(at)),
      time: (at: string) => time.format(new Date(at)),
    }
  }, [locale])
}
