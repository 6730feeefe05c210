/**
 * What Keyturn's service account may do, as an administrator would delegate it: on the users below OU=People,
 * and nothing over accounts whose permissions are not inherited (the protected ones).
 */
const user = 'bf967aba-0de6-11d0-a285-00aa003049e2'
const resetPassword = '00299570-246d-11d0-a768-00aa006e0529'
const lockoutTime = '28630ebf-41d5-11d1-a9c1-0000f80367c1'
const pwdLastSet = 'bf967a0a-0de6-11d0-a285-00aa003049e2'

/** Access control entries in SDDL ([MS-DTYP] 2.5.1) for OU=People, inherited by users only. */
export function peopleAces(sid: string): string {
  return [
    `(OA;CIIO;CR;${resetPassword};${user};${sid})`,
    `(OA;CIIO;RPWP;${lockoutTime};${user};${sid})`,
    `(OA;CIIO;RPWP;${pwdLastSet};${user};${sid})`,
    `(OA;CIIO;RP;;${user};${sid})`,
  ].join('')
}

/** Reading password settings objects, which only administrators may do by default. */
export function psoAces(sid: string): string {
  return `(A;CI;LCRPLORC;;;${sid})`
}

const full = 'RPWPCRCCDCLCLORCWOWDSDDTSW'
const changePassword = 'ab721a53-1e2f-11d0-9819-00aa0040529b'

/**
 * The permissions of AdminSDHolder, which inherit nothing (`P`). A Windows DC gives them to protected accounts
 * every hour ([MS-ADTS] 3.1.1.6.1.1); Samba 4.17 never does.
 */
export const protectedDescriptor = [
  'O:DAG:DAD:PAI',
  ...['DA', 'EA', 'BA', 'SY'].map((who) => `(A;;${full};;;${who})`),
  '(A;;RPLCLORC;;;AU)',
  ...['PS', 'WD'].map((who) => `(OA;;CR;${changePassword};;${who})`),
].join('')
