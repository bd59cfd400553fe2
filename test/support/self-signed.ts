/**
 * A certificate that nobody has signed but itself, and its key, which protects nothing: for this machine, for hosts of
 * `internal.example`, and for Customer.io as programs see it that are told to trust the certificate.
 */
export const SELF_SIGNED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEuyptNDljun03jZZ
uClKN5m50uhKEDlPoRPjQ9qiz1yhRANCAAQVfQjCS34H4+m8TJ6bNxYUAYZu4RXN
ave7v7tkRU3Sd/bROMoHu3CNHAabpraS5pMgfBRgswDMmAcdcZHTWXl/
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBxjCCAW2gAwIBAgIUC75UhOm9GwftKUBBOqf51saSa7MwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTIwMTA0MjQyM1oYDzIxMjYxMTA3
MDQyNDIzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQVfQjCS34H4+m8TJ6bNxYUAYZu4RXNave7v7tkRU3Sd/bROMoHu3CN
HAabpraS5pMgfBRgswDMmAcdcZHTWXl/o4GaMIGXMB0GA1UdDgQWBBQz5XX5hrJ+
4rj9vICkNxhCQ6bR7DAfBgNVHSMEGDAWgBQz5XX5hrJ+4rj9vICkNxhCQ6bR7DAP
BgNVHRMBAf8EBTADAQH/MEQGA1UdEQQ9MDuCCWxvY2FsaG9zdIcEfwAAAYISKi5p
bnRlcm5hbC5leGFtcGxlghR0cmFjay1ldS5jdXN0b21lci5pbzAKBggqhkjOPQQD
AgNHADBEAiAXlvgF95FAOtD4R3ZgywfllscE+qVeY9P2LUPcInHngwIgQGX5Iabf
8HZvpTzk/ihQokX7D/gThXRINl/vccw+TZE=
-----END CERTIFICATE-----
`,
};
