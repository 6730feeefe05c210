import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSurvey } from '#directory'
import { examine } from '#doctor'
import { secret, systemClock } from '#kernel'
import { createMailer, lookAtMail } from '#notify'
import { lookAtDatabase } from '#storage'
import type { Finding } from '@keyturn/contract'
import { loadConfig, type Config } from './config.ts'

/** What `bin/keyturn` hands to the command line's `doctor`, which knows no server. */
export interface Examined {
  readonly findings: AsyncIterable<Finding>
  readonly localSocket: string
  /** @throws {Error} if the mail server did not take it. */
  sendMail(to: string): Promise<void>
}

/** @throws {Error} that names each problem of the configuration with its line. */
export function examineServer(configFile: string): Examined {
  const config = loadConfig(configFile)
  return {
    findings: examine(examinationOf(config)),
    localSocket: join(config.stateDirectory, 'local.sock'),
    async sendMail(to) {
      const subject = `${config.name}: a mail to try the way`
      const text =
        'Somebody at the server ran "keyturn doctor --mail" with this address. Nothing has to be done.\n'
      const id = `doctor-${systemClock().getTime()}`
      const sent = await createMailer(config.mail, config.name).send(to, id, {
        subject,
        text,
        language: 'en',
      })
      if (!sent.sent) throw new Error(`the mail server refused it: ${sent.why}`)
    },
  }
}

function examinationOf(config: Config): Parameters<typeof examine>[0] {
  const { directory, listen, mail, database, stateDirectory, publicUrl } = config
  const { serviceAccount } = directory
  const password = secret(readFileSync(serviceAccount.passwordFile, 'utf8').replace(/\r?\n$/, ''))
  const secretFiles = [
    listen.keyFile,
    serviceAccount.passwordFile,
    ...[mail.passwordFile, database.passwordFile].filter((one) => one !== undefined),
  ]
  return {
    clock: systemClock,
    machine: { ...listen, stateDirectory, publicUrl, secretFiles },
    database: () =>
      lookAtDatabase({ ...database, url: database.url, directory: join(stateDirectory, 'database') }),
    mail: () => lookAtMail(mail),
    mailServer: `${mail.host}:${mail.port}`,
    breachedList: config.passwords.breachedList?.file,
    survey: createSurvey({
      domain: directory.domain,
      domainControllers: directory.domainControllers,
      ca: readFileSync(directory.caFile, 'utf8'),
      serviceAccount: { name: serviceAccount.name, password },
    }),
    domain: directory.domain.toLowerCase(),
    serviceAccount: serviceAccount.name,
    people: directory.people,
  }
}
