import { CallFailed } from '../api/index.ts'
import { say, useWords } from '../words/index.ts'
import { HelpDesk } from './help-desk.tsx'
import { Notice } from './notice.tsx'

/** Only what broke on the server has a cause in its log that the help desk may look for. */
const broke = /^(internal|directory|storage|audit|mail|config)/

/** What trying again at once does not mend. */
const needsPerson = /^(internal|directory|storage|audit|config|offline|portal|factor\.locked)/

/** What went wrong with a call, in words, and when to try again. */
export function Failure({ error }: { readonly error: unknown }) {
  const { words } = useWords()
  if (error === null || error === undefined) return null
  const failed = error instanceof CallFailed ? error : new CallFailed('internal')
  const wait = failed.retryAfterSeconds
  return (
    <Notice kind="bad" title={words.product.trouble}>
      <p>{say(words.codes, 'error', failed.code)}</p>
      {wait !== undefined && <p>{words.product.minutes(Math.max(1, Math.ceil(wait / 60)))}</p>}
      {failed.incident !== undefined && broke.test(failed.code) && (
        <p>{words.product.incident(failed.incident)}</p>
      )}
      {needsPerson.test(failed.code) && <HelpDesk ifItStays />}
    </Notice>
  )
}
