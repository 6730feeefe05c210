/**
 * `pkcs11.txt` of an NSS database that has nothing in it yet (NSS makes the rest of it itself): NSS's own module, which
 * has to be the first, and the card's. One block for each, ended by an empty line.
 *
 * @param folder of the database, as the browser sees it.
 */
export function moduleList(module: string, folder: string): string {
  const own = [
    'library=',
    'name=NSS Internal PKCS #11 Module',
    `parameters=configdir='sql:${folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=`,
    'NSS=Flags=internal,critical trustOrder=75 cipherOrder=100 slotParams=(1={slotFlags=[RSA,RANDOM,SHA1,SSL,TLS,SHA256,SHA512] askpw=any timeout=30})',
  ]
  const card = [`library=${module}`, 'name=Card']
  return [own, card].map((lines) => `${lines.join('\n')}\n\n`).join('')
}
