/**
 * A real log-on by Kerberos through Keyturn's KDC proxy, for a computer that reaches no DC: a KDC of the domain says
 * whether it takes a password, and proves to be one. It gets no tickets for anybody and changes nothing here. It must not
 * know what the answer is wanted for.
 */
export { createKerberos, type Kerberos, type KerberosResult } from './log-on.ts'
