import { useWords } from '../../words/index.ts'

/** A day and a time as she writes them. */
export function useMoment(): (instant: string) => string {
  const { locale } = useWords()
  return (instant) => new Date(instant).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
}
