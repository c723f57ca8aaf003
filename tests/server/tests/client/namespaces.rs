//! Several namespaces in one process: a client of each profile of a file, none of which sees what is another's.

use crate::{TYPE, client, options, seed};
use dacapo_client::{
    Client, Meaning,
    config::{Environment, File, Profiles, Sources, load_all},
    connect::{ConnectOptions, connect},
    namespace::NamespaceOptions,
    workflow::{StartError, StartOptions, WorkflowError, WorkflowExecutionStatus, WorkflowIdReusePolicy},
};
use dacapo_core::worker::config::Config;
use dacapo_runtime::Runtime;
use dacapo_server_tests::{Lab, program, scenarios};
use dacapo_transport_hyper::HyperTransport;
use serde_json::json;
use std::time::Duration;

scenarios! {
    each_profile_has_a_client_of_its_own
}

/// Three profiles, of which one names a namespace that is not there.
fn profiles<R: Runtime>(lab: &Lab<R>, other: &str) -> Profiles {
    let profile = |name: &str, namespace: &str| {
        format!(
            "[profile.{name}]\naddress = '127.0.0.1:{}'\nnamespace = '{namespace}'\n[profile.{name}.grpc_meta]\nprofile = '{name}'\n",
            lab.port()
        )
    };
    let text = [profile("shop", "default"), profile("depot", other), profile("typo", "deepot")].concat();
    let file = File::Text { name: "temporal.toml".to_owned(), text };
    // Variables are meant for one profile.
    let environment = Environment::Given([("TEMPORAL_NAMESPACE".to_owned(), "nowhere".to_owned())].into());
    load_all(&Sources { file, environment, ..Sources::default() }).unwrap()
}

async fn each_profile_has_a_client_of_its_own<R: Runtime>(lab: Lab<R>) {
    let other = lab.queue().replace('_', "-");
    let registered = NamespaceOptions { retention: Duration::from_secs(24 * 3600), ..NamespaceOptions::default() };
    client(&lab).register_namespace(&other, registered).await.unwrap();
    let profiles = profiles(&lab, &other);
    assert_eq!(profiles.profiles.keys().collect::<Vec<_>>(), ["depot", "shop", "typo"]);
    let of = |name: &str| -> Client<R, HyperTransport<R>> {
        let (identity, seed) = (format!("client of {name}"), seed(&lab) ^ dacapo_core::rng::seed(name));
        let options = ConnectOptions { identity, seed, api_key: None, crypto: None };
        connect(lab.runtime.clone(), &profiles.profiles[name], options).unwrap()
    };
    let (shop, depot, typo) = (of("shop"), of("depot"), of("typo"));
    assert_eq!((shop.namespace(), depot.namespace()), ("default", other.as_str()));

    // One workflow id, a workflow in each.
    let waits = program(json!([{ "await_signal": "go", "save_as": "got" }, { "return_state": "got" }]));
    let start = || options(&lab, "order");
    let in_shop = shop.start_workflow(TYPE, (&waits,), start()).await.unwrap();
    let in_depot = lab.eventually(async || depot.start_workflow(TYPE, (&waits,), start()).await.ok()).await;
    assert_ne!(in_shop.run_id(), in_depot.run_id());
    let worker = lab.worker();
    let config = Config::new(other.as_str(), lab.queue(), lab.id("worker of depot").as_str());
    let depots_worker = lab.start_worker(config);
    in_depot.signal("go", ("depot",)).await.unwrap();
    assert_eq!(in_depot.result::<String>().await.unwrap(), "depot");
    assert_eq!(in_shop.describe().await.unwrap().status, WorkflowExecutionStatus::Running);
    in_shop.signal("go", ("shop",)).await.unwrap();
    assert_eq!(in_shop.result::<String>().await.unwrap(), "shop");

    // A run of one is none of the other's, and what is closed in both is told by each.
    let stray = shop.workflow(in_depot.workflow_id()).of_run(in_depot.run_id()).describe().await;
    assert!(matches!(stray, Err(WorkflowError::NotFound(_))), "{stray:?}");
    let unique = || {
        let id_reuse_policy = WorkflowIdReusePolicy::RejectDuplicate;
        StartOptions { id_reuse_policy, ..start() }
    };
    for (client, workflow) in [(&shop, &in_shop), (&depot, &in_depot)] {
        let refused = client.start_workflow(TYPE, (&waits,), unique()).await;
        let Err(StartError::AlreadyStarted(there)) = &refused else { panic!("{refused:?}") };
        assert_eq!(there.run_id, workflow.run_id());
    }
    let missing = typo.start_workflow(TYPE, (), start()).await;
    let Err(StartError::Call(call)) = &missing else { panic!("{missing:?}") };
    assert_eq!(call.meaning(), &Meaning::NamespaceNotFound { namespace: "deepot".to_owned() });
    worker.shut_down().await;
    depots_worker.shut_down().await;
    client(&lab).delete_namespace(&other).await.unwrap();
}
