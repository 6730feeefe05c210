import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run, type Issued } from './workshop.ts'

/** PKCS #11 as of a real card: the key cannot be read, and signs only after the PIN. */
export const cardModule = '/usr/lib/softhsm/libsofthsm2.so'

export interface Token {
  /** What a program has to be told to find the card. */
  readonly env: Readonly<Record<string, string>>
  readonly pin: string
}

/** A card of SoftHSM in a reader of its own: key and certificate are on it, and asked for by its PIN. */
export async function aToken(folder: string, { certFile, keyFile }: Issued): Promise<Token> {
  const [tokens, config] = [join(folder, 'tokens'), join(folder, 'softhsm2.conf')]
  await mkdir(tokens, { recursive: true, mode: 0o700 })
  await writeFile(config, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`)
  const [pin, label] = ['493817', 'card']
  const env = { SOFTHSM2_CONF: config }
  const tool = (program: string, ...args: readonly string[]) =>
    run(program, args, { env: { ...process.env, ...env } })

  await tool(
    'softhsm2-util',
    '--init-token',
    '--free',
    '--label',
    label,
    '--pin',
    pin,
    '--so-pin',
    '87654321',
  )
  const [key, certificate] = [join(folder, 'key.p8'), join(folder, 'card.der')]
  await tool('openssl', 'pkcs8', '-topk8', '-nocrypt', '-in', keyFile, '-out', key)
  await tool('openssl', 'x509', '-in', certFile, '-outform', 'DER', '-out', certificate)
  const object = ['--id', '01', '--label', 'logon']
  await tool('softhsm2-util', '--import', key, '--token', label, '--pin', pin, ...object)
  const opened = ['--module', cardModule, '--token-label', label, '--login', '--pin', pin]
  await tool('pkcs11-tool', ...opened, '--write-object', certificate, '--type', 'cert', ...object)
  return { env, pin }
}
