/**
 * LDAP_SERVER_POLICY_HINTS_OID (MS-ADTS 3.1.1.3.4.1.27): with it a *reset* obeys password history. Windows Server
 * 2012 R2 and later know the first number; 2008 R2 with KB2386717 and 2012 know the second one only. Samba 4.17 knows neither.
 */
export const policyHintsOids = ['1.2.840.113556.1.4.2239', '1.2.840.113556.1.4.2066'] as const

/** BER of `PolicyHintsRequestValue ::= SEQUENCE { Flags INTEGER }`, with the flag that asks for it: 1. */
export const policyHintsValue: Uint8Array = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01)
