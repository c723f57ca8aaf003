//! A server in the test, and transports to it.

use dacapo_core::rpc::Call;
use dacapo_runtime::{Endpoint, Runtime};
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{HyperTransport, Options, Server, ServerOptions, Service};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpSocket, sync::watch};

/// A server that listens.
pub(crate) struct Host {
    pub(crate) endpoint: Endpoint,
    runtime: Tokio,
    shutdown: watch::Sender<()>,
    accepted: Arc<AtomicUsize>,
}

impl Host {
    /// Serves on a free port.
    pub(crate) async fn new(runtime: &Tokio, service: impl Service) -> Self {
        Self::with(runtime, &any_port(), &ServerOptions::default(), service).await
    }

    pub(crate) async fn with(
        runtime: &Tokio,
        endpoint: &Endpoint,
        options: &ServerOptions,
        service: impl Service,
    ) -> Self {
        let listener = runtime.listen(endpoint).await.expect("the endpoint is free");
        let endpoint = listener.endpoint().expect("it has one");
        let server = Server::new(runtime.clone(), service, options).expect("the options are valid");
        let (shutdown, stopped) = watch::channel(());
        let accepted = Arc::new(AtomicUsize::new(0));
        let (spawner, count) = (runtime.clone(), Arc::clone(&accepted));
        runtime.spawn(async move {
            let mut ended = stopped.clone();
            loop {
                let stream = tokio::select! {
                    stream = listener.accept() => stream.expect("the listener works"),
                    is_there = ended.changed() => match is_there {
                        Ok(()) => continue,
                        Err(_) => return,
                    },
                };
                count.fetch_add(1, Ordering::SeqCst);
                let (server, mut stopped) = (server.clone(), stopped.clone());
                stopped.mark_unchanged();
                spawner.spawn(async move {
                    // Some tests break their connections, and a host that is dropped shuts down too.
                    let _ended = server.serve(stream, async move { drop(stopped.changed().await) }).await;
                });
            }
        });
        Self { endpoint, runtime: runtime.clone(), shutdown, accepted }
    }

    /// Tells the clients that are connected to go away.
    pub(crate) fn send_go_away(&self) {
        self.shutdown.send_replace(());
    }

    /// How many connections there were.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    pub(crate) fn options(&self) -> Options {
        Options::new(self.endpoint.clone(), 1)
    }

    pub(crate) fn transport(&self) -> HyperTransport<Tokio> {
        self.transport_with(&self.options())
    }

    pub(crate) fn transport_with(&self, options: &Options) -> HyperTransport<Tokio> {
        HyperTransport::new(self.runtime.clone(), options).expect("the options are valid")
    }
}

pub(crate) fn any_port() -> Endpoint {
    Endpoint::Tcp { host: "127.0.0.1".to_owned(), port: 0 }
}

/// A port where nobody listens, and nobody else can while this is there.
pub(crate) struct Nowhere(TcpSocket);

impl Nowhere {
    pub(crate) fn new() -> Self {
        let socket = TcpSocket::new_v4().expect("there are sockets");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("a port is free");
        Self(socket)
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.local_addr().expect("it is bound").port()
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint::Tcp { host: "127.0.0.1".to_owned(), port: self.port() }
    }
}

/// A call of a method that every service here takes.
pub(crate) fn call(message: &'static [u8]) -> Call {
    Call {
        method: "/test.Service/Method",
        message: message.into(),
        timeout: Duration::from_secs(30),
        metadata: Vec::new(),
    }
}

/// Runs a test, which fails rather than hang.
pub(crate) fn run(test: impl AsyncFnOnce(Tokio)) {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("tokio starts");
    tokio.block_on(async {
        let runtime = Tokio::current().expect("this is tokio");
        let guarded = tokio::time::timeout(Duration::from_secs(60), test(runtime)).await;
        guarded.expect("a test does not hang");
    });
}

impl Host {
    /// Makes a call without our client, and returns the status.
    pub(crate) async fn grpc_status(&self, headers: &[(&'static str, &str)], body: &'static [u8]) -> String {
        self.grpc_answer(headers, body).await.0
    }

    /// The same, with what came before the status.
    pub(crate) async fn grpc_answer(&self, headers: &[(&'static str, &str)], body: &'static [u8]) -> (String, Vec<u8>) {
        let Endpoint::Tcp { host, port } = &self.endpoint else { unreachable!("the test uses TCP") };
        let stream = tokio::net::TcpStream::connect((host.as_str(), *port)).await.expect("the server listens");
        let (requests, connection) = h2::client::handshake(stream).await.expect("the server speaks HTTP/2");
        let connection = tokio::spawn(connection);
        let mut request = hyper::Request::post("http://test/test.Service/Method").body(()).expect("it is a request");
        *request.headers_mut() = crate::raw::map(headers);
        request.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static("application/grpc"));
        let mut requests = requests.ready().await.expect("the server takes calls");
        let (response, mut sender) = requests.send_request(request, false).expect("the connection is open");
        sender.send_data(bytes::Bytes::from_static(body), true).expect("the stream is open");
        let (head, mut body) = response.await.expect("there is a response").into_parts();
        let mut message = Vec::new();
        while let Some(data) = body.data().await {
            let data = data.expect("the stream ends well");
            body.flow_control().release_capacity(data.len()).expect("it was taken");
            message.extend(data);
        }
        let trailers = body.trailers().await.expect("the stream ends").unwrap_or(head.headers);
        connection.abort();
        let status = trailers.get("grpc-status").expect("there is a status").to_str().expect("it is text");
        (status.to_owned(), message)
    }
}
