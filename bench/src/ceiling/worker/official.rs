//! Runs the official SDK's worker on the server in memory, by the client's own override for calls inside a process.

use super::Settings;
use crate::sdk::{Echo, Nothing, OneActivity, OneLocalActivity, Timers};
use anyhow::{Result, anyhow, bail};
use dacapo_scripted::{Answer, NAMESPACE, Server, TASK_QUEUE};
use futures_util::{
    FutureExt,
    future::{Either, select},
};
use std::{future::Future, pin::pin, str::FromStr, sync::Arc};
use temporalio_client::{
    Client, ClientOptions, Connection, ConnectionOptions, Url,
    callback_based::{CallbackBasedGrpcService, GrpcRequest, GrpcSuccessResponse},
};
use temporalio_sdk::{Runtime, Worker, WorkerOptions, runtime::RuntimeOptions};

/// Runs it until `until` ends.
pub(super) async fn run(settings: Settings, server: &Server, until: impl Future<Output = ()>) -> Result<()> {
    let options = RuntimeOptions::builder().heartbeat_interval(settings.heartbeat).build();
    let runtime = Runtime::from_current_tokio(options.map_err(|reason| anyhow!("{reason}"))?)?;
    let options = ConnectionOptions::new(Url::from_str("http://in.process:1")?)
        .identity("worker".to_string())
        .dns_load_balancing(None)
        .service_override(service(server.clone()))
        .build();
    let client = Client::new(Connection::connect(options).await?, ClientOptions::new(NAMESPACE).build())?;
    let options = WorkerOptions::new(TASK_QUEUE)
        .register_workflow::<OneActivity>()?
        .register_workflow::<OneLocalActivity>()?
        .register_workflow::<Nothing>()?
        .register_workflow::<Timers>()?
        .register_activities(Echo)
        .max_cached_workflows(settings.max_cached_workflows)
        .build();
    let mut worker = Worker::new(&runtime, client, options)?;
    match select(pin!(worker.run()), pin!(until)).await {
        Either::Left((ended, _)) => bail!("the worker has ended: {ended:?}"),
        Either::Right(_) => Ok(()),
    }
}

fn service(server: Server) -> CallbackBasedGrpcService {
    let callback = move |request: GrpcRequest| {
        let server = server.clone();
        async move {
            let proto = match server.call(&request.rpc, request.proto) {
                Answer::Now(response) => response,
                Answer::Later(task) => task.await.unwrap_or_default(),
            };
            Ok(GrpcSuccessResponse { headers: Default::default(), proto: proto.into() })
        }
        .boxed()
    };
    CallbackBasedGrpcService { callback: Arc::new(callback) }
}
