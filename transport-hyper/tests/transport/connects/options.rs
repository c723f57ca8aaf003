//! Options for TLS that cannot be used: they are told before anything is connected.

use super::{plain, secured, smol};
use crate::{
    host::{any_port, run},
    tls::Authority,
};
use dacapo_transport_hyper::{ApiKey, HyperTransport, Identity, Options, Roots, Tls};

#[test]
fn options_are_told_apart() {
    run(async |runtime| {
        let authority = Authority::new();
        let good = authority.identity("client", |_| {});
        let encrypted = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let identity = |identity| Tls { identity: Some(identity), roots: authority.roots(), ..Tls::default() };
        let roots = |pem: &[u8]| Tls { roots: Roots::Given(pem.to_vec()), ..Tls::default() };
        let with_key = |key: &[u8]| identity(Identity { key: key.to_vec(), ..good.clone() });
        let another = authority.identity("other", |_| {}).key;
        let table = [
            (with_key(&another), "security.identity: the key is not that of the first certificate"),
            (
                with_key(encrypted),
                "security.identity.key: the private key in it is encrypted: give it decrypted, as `openssl pkey` writes it",
            ),
            (with_key(b""), "security.identity.key: it is empty"),
            (with_key(b"not PEM"), "security.identity.key: there is no private key in it as PEM: no items found"),
            (roots(b""), "security.roots: it is empty"),
            (roots(b"not PEM"), "security.roots: there is no certificate in it as PEM"),
            (
                identity(Identity { certificates: good.key.clone(), ..good.clone() }),
                "security.identity.certificates: there is no certificate in it as PEM",
            ),
            (
                roots(b"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n"),
                "security.roots: it is not PEM: base64 decode error: InvalidCharacter(63)",
            ),
            (
                identity(Identity { certificates: Vec::new(), ..good.clone() }),
                "security.identity.certificates: it is empty",
            ),
        ];
        for (tls, expected) in table {
            let options = secured(any_port(), tls);
            let fault = HyperTransport::new(runtime.clone(), &options).expect_err(expected);
            assert_eq!(fault.to_string(), expected);
            assert_eq!(HyperTransport::new(smol(), &options).expect_err(expected), fault);
        }
        let key_alone = Options { api_key: Some(ApiKey::new("key")), ..plain(any_port()) };
        let fault = HyperTransport::new(runtime, &key_alone).expect_err("TLS needs cryptography");
        assert_eq!(
            fault.to_string(),
            "crypto: there is none: an API key turns TLS on, which needs it; security Plaintext turns it off"
        );
    });
}
