import { open } from 'node:fs/promises'
import { headLength, readHead } from '@keyturn/protocols/breached'
import type { Finding } from '@keyturn/contract'
import type { MailLook } from '#notify'
import type { DatabaseLook } from '#storage'
import { dayOf, daysUntil, fail, finding, ok, warn, type Verdict } from './finding.ts'

const slowMs = 250

export function judgeDatabase(look: DatabaseLook): Finding {
  return finding('database.answers', look.where, onDatabase(look))
}

function onDatabase(look: DatabaseLook): Verdict {
  if (look.answers) {
    const says = `PostgreSQL ${look.version} answers in ${Math.round(look.ms)} ms and holds ${Math.round(look.bytes / 1e6)} MB.`
    return look.ms < slowMs
      ? ok(says)
      : warn(says, 'Bring the database nearer: each step of a reset asks it several times.')
  }
  if (look.isPrivate && !look.wasStarted)
    return ok('“keyturn serve” makes the private database at its first start.')
  const advice = look.isPrivate
    ? 'It runs while “keyturn serve” does. If that runs: see postgres.log beside it, and run doctor as its user or as root.'
    : 'See database.url and database.passwordFile, and whether PostgreSQL runs and lets this machine in.'
  // Our own ends with the server, and that is told elsewhere.
  return {
    state: look.isPrivate ? 'unknown' : 'fail',
    says: `The database does not answer: ${look.why}.`,
    advice,
  }
}

export function judgeMail(look: MailLook, where: string): Finding {
  if (look.answers) {
    const says = look.hasCredentials
      ? 'It answers by TLS and takes our name and password.'
      : 'It answers by TLS.'
    return finding('mail.server', where, look.isPlain ? plain() : ok(says))
  }
  return finding('mail.server', where, fail(`It cannot be used: ${look.why}.`, look.advice))
}

function plain(): Verdict {
  const advice = 'Let the mail server offer STARTTLS, and remove mail.dangerouslyAllowPlainText.'
  return warn('It may be used without TLS: mails can be read and altered on their way.', advice)
}

const staleDays = 180

/** By the file's own head, whoever signed it: whether it is believed is told by the server. */
export async function judgeBreached(path: string, now: Date): Promise<Finding> {
  const page = Buffer.alloc(headLength)
  try {
    await using file = await open(path, 'r')
    await file.read(page, 0, headLength, 0)
  } catch {
    return finding(
      'breached.age',
      path,
      fail('It cannot be read.', 'Put the list there: “keyturn breached build”.'),
    )
  }
  const head = readHead(page)
  if (head === undefined) {
    return finding(
      'breached.age',
      path,
      fail('It is no list of breached passwords.', 'Build it: “keyturn breached build”.'),
    )
  }
  const { built, rows } = head.statement
  const age = -daysUntil(new Date(built), now)
  const says = `${rows.toLocaleString('en')} passwords, of ${dayOf(new Date(built))} (${age} days old).`
  const verdict =
    age < staleDays ? ok(says) : warn(says, 'Get a newer list and build it: “keyturn breached build”.')
  return finding('breached.age', path, verdict)
}
