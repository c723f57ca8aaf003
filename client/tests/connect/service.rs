//! A server with TLS that says what metadata it got, and who signs certificates for it.

use dacapo_proto::{
    rpc::workflow_service::GET_WORKFLOW_EXECUTION_HISTORY,
    temporal::api::{
        history::v1::{History, HistoryEvent, history_event::Attributes},
        workflowservice::v1::{GetSystemInfoResponse, GetWorkflowExecutionHistoryResponse},
    },
};
use dacapo_runtime::{Endpoint, Runtime};
use dacapo_tests::virtual_time::VirtualTime;
use dacapo_transport_hyper::{
    Answer, Identity, Request, Server, ServerOptions, ServerTls,
    rustls::crypto::{CryptoProvider, ring},
};
use prost::Message as _;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::{future::pending, sync::Arc, time::Duration};

pub(crate) fn crypto() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Someone who signs certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: Vec<u8>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem().into_bytes();
        Self { issuer: Issuer::new(params, key), pem }
    }

    pub(crate) fn identity(&self, name: &str) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.issuer).unwrap();
        Identity { certificates: certificate.pem().into_bytes(), key: key.serialize_pem().into_bytes() }
    }

    /// Lets in whom it has signed.
    pub(crate) fn server(&self, name: &str) -> ServerTls {
        ServerTls { client_roots: Some(self.pem.clone()), ..self.open_server(name) }
    }

    /// Lets in everybody.
    pub(crate) fn open_server(&self, name: &str) -> ServerTls {
        ServerTls { crypto: crypto(), identity: self.identity(name), client_roots: None }
    }
}

/// The longest that a server holds a long poll here.
const HELD: Duration = Duration::from_secs(15);

/// Says what metadata it got, and of every workflow, after a while, that it is done.
async fn answer(time: VirtualTime, request: Request) -> Answer {
    if *request.method == *GET_WORKFLOW_EXECUTION_HISTORY {
        time.sleep(HELD).await;
        let done = Attributes::WorkflowExecutionCompletedEventAttributes(Default::default());
        let history = History { events: vec![HistoryEvent { attributes: Some(done), ..Default::default() }] };
        let page = GetWorkflowExecutionHistoryResponse { history: Some(history), ..Default::default() };
        return Answer::from(Ok(page.encode_to_vec().into()));
    }
    let line = |(name, value): &(_, bytes::Bytes)| format!("{name}: {}\n", String::from_utf8_lossy(value));
    let server_version = request.metadata.iter().map(line).collect();
    Answer::from(Ok(GetSystemInfoResponse { server_version, ..Default::default() }.encode_to_vec().into()))
}

/// Serves at the host's port 7233, for as long as the world is.
pub(crate) fn serve(time: &VirtualTime, host: &str, tls: ServerTls) {
    // Whether a client is there is the client's business.
    serve_with(time, host, ServerOptions { tls: Some(tls), keep_alive: None, ..ServerOptions::default() });
}

/// The same, with options.
pub(crate) fn serve_with(time: &VirtualTime, host: &str, options: ServerOptions) {
    let listener = time.listen(&Endpoint::Tcp { host: host.to_owned(), port: 7233 }).unwrap();
    let world = time.clone();
    let service = move |request| answer(world.clone(), request);
    let server = Server::new(time.clone(), service, &options).unwrap();
    let world = time.clone();
    time.spawn(async move {
        while let Ok(stream) = listener.accept().await {
            let server = server.clone();
            world.spawn(async move {
                // A client that does not trust it lets go.
                let _served = server.serve(stream, pending()).await;
            });
        }
    });
}
