//! What can be wrong with the certificate of a server.

use super::{Golden, Told, echo, failure, failure_on, secured, smol, success, trusting};
use crate::{
    host::run,
    tls::{self, Authority, In2020},
};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{Cause, Identity, Options, ServerTls, Stage, Tls, Verification};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, date_time_ymd,
};

#[test]
fn certificates_of_servers() {
    run(async |runtime| {
        let mut golden = Golden::default();
        let authority = Authority::new();
        let trust = || Tls { roots: authority.roots(), ..Tls::default() };
        let at = async |server: ServerTls| tls::host(&runtime, server, echo).await;
        let expired = named(&authority, |params| params.not_after = date_time_ymd(2020, 1, 1));
        let host = at(authority.server(expired)).await;
        golden.add(
            "expired",
            failure(&runtime, &secured(host.endpoint.clone(), trust())).await,
            (Stage::Tls, Cause::Expired),
        );
        let early = named(&authority, |params| params.not_before = date_time_ymd(2030, 5, 17));
        let host = at(authority.server(early)).await;
        let early = failure_in_2020(&runtime, &secured(host.endpoint.clone(), trust())).await;
        golden.add("not yet valid", early, (Stage::Tls, Cause::NotYetValid));
        let other = authority.identity("temporal.example", |_| {});
        let host = at(authority.server(other)).await;
        golden.add(
            "wrong name",
            failure(&runtime, &secured(host.endpoint.clone(), trust())).await,
            (Stage::Tls, Cause::WrongName),
        );
        for (verification, trusts) in [(Verification::AnyName, trust()), (Verification::Disabled, trusting())] {
            let options = secured(host.endpoint.clone(), Tls { verification, ..trusts });
            success(&runtime, &options).await;
        }
        let by_name = |name: &str| Tls { server_name: Some(name.to_owned()), ..trust() };
        success(&runtime, &secured(host.endpoint.clone(), by_name("temporal.example"))).await;
        golden.add(
            "wrong server name",
            failure(&runtime, &secured(host.endpoint.clone(), by_name("another.example"))).await,
            (Stage::Tls, Cause::WrongName),
        );
        let for_clients =
            named(&authority, |params| params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth));
        let host = at(authority.server(for_clients)).await;
        golden.add(
            "not for servers",
            failure(&runtime, &secured(host.endpoint.clone(), trust())).await,
            (Stage::Tls, Cause::BadCertificate),
        );
        let stranger = Authority::named("a stranger");
        let host = at(stranger.server(named(&stranger, |_| {}))).await;
        for verification in [Verification::Full, Verification::AnyName] {
            let options = secured(host.endpoint.clone(), Tls { verification, ..trust() });
            let unknown = failure(&runtime, &options).await;
            assert_eq!((unknown.0, unknown.1), (Stage::Tls, Cause::UnknownAuthority), "{}", unknown.2);
            if verification == Verification::Full {
                golden.add("unknown authority", unknown, (Stage::Tls, Cause::UnknownAuthority));
            }
        }
        let impostor = Authority::new();
        let host = at(impostor.server(named(&impostor, |_| {}))).await;
        let wrong = failure(&runtime, &secured(host.endpoint.clone(), trust())).await;
        golden.add("authority of the same name", wrong, (Stage::Tls, Cause::WrongAuthority));
        let host = at(authority.server(self_signed())).await;
        golden.add(
            "self-signed",
            failure(&runtime, &secured(host.endpoint.clone(), trust())).await,
            (Stage::Tls, Cause::SelfSigned),
        );
        let (whole, alone) = chain(&authority);
        let host = at(authority.server(alone)).await;
        let missing = failure(&runtime, &secured(host.endpoint.clone(), trust())).await;
        golden.add("an intermediate is missing", missing, (Stage::Tls, Cause::UnknownAuthority));
        let host = at(authority.server(whole)).await;
        success(&runtime, &secured(host.endpoint.clone(), trust())).await;
        golden.check("connects-certificates.txt");
    });
}

fn self_signed() -> Identity {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("it is a name");
    params.distinguished_name.push(DnType::CommonName, "the server");
    let key = KeyPair::generate().expect("a key is made");
    let certificate = params.self_signed(&key).expect("it is signed");
    Identity { certificates: certificate.pem().into_bytes(), key: key.serialize_pem().into_bytes() }
}

/// A server's identity that an intermediate has signed: with it, and alone.
fn chain(authority: &Authority) -> (Identity, Identity) {
    let mut between = CertificateParams::new([]).expect("there are no names");
    between.distinguished_name.push(DnType::CommonName, "an intermediate");
    between.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let between_key = KeyPair::generate().expect("a key is made");
    let between_pem = between.signed_by(&between_key, &authority.issuer).expect("it is signed").pem();
    let between = Issuer::new(between, between_key);
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("it is a name");
    params.distinguished_name.push(DnType::CommonName, "the server");
    let key = KeyPair::generate().expect("a key is made");
    let pem = params.signed_by(&key, &between).expect("it is signed").pem();
    let key = key.serialize_pem().into_bytes();
    let whole = Identity { certificates: format!("{pem}{between_pem}").into_bytes(), key: key.clone() };
    (whole, Identity { certificates: pem.into_bytes(), key })
}

/// What connecting failed with years ago.
async fn failure_in_2020(tokio: &Tokio, options: &Options) -> Told {
    let told = failure_on(In2020(tokio.clone()), options).await;
    assert_eq!(failure_on(In2020(smol()), options).await, told, "smol and tokio");
    told
}

/// An identity with a name of its own, so that messages can tell whose it is.
fn named(authority: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Identity {
    authority.identity("127.0.0.1", |params| {
        params.distinguished_name.push(DnType::CommonName, "the server");
        params.distinguished_name.push(DnType::OrganizationName, "Example");
        change(params);
    })
}
