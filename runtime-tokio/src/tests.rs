//! What cannot be seen from outside: options of sockets.

use crate::{Tokio, stream::Kind};
use dacapo_runtime::{Endpoint, Runtime};

#[test]
fn small_writes_are_not_held_back() {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let runtime = Tokio::new(tokio.handle().clone());
    tokio.block_on(async {
        let listener = runtime.listen(&Endpoint::Tcp { host: "127.0.0.1".into(), port: 0 }).await.unwrap();
        let near = runtime.connect(&listener.endpoint().unwrap()).await.unwrap();
        let far = listener.accept().await.unwrap();
        for stream in [near, far] {
            assert!(matches!(stream.0, Kind::Tcp(socket) if socket.nodelay().unwrap()));
        }
    });
}
