//! Decides what a worker can be told about itself, and what of it cannot be.

use crate::{id::Text, limits};
use alloc::collections::BTreeSet;
use core::time::Duration;
use dacapo_proto::temporal::api::enums::v1::VersioningBehavior;

pub use dacapo_proto::temporal::api::deployment::v1::WorkerDeploymentOptions;

/// What a worker is. [`Config::new`] fills in the defaults of the official core.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The namespace it works in.
    pub namespace: Text,
    /// The task queue it takes tasks from.
    pub task_queue: Text,
    /// Who it is, as events and the UI show it.
    pub identity: Text,
    /// The name of the SDK that the host is, such as `temporal-python`.
    pub sdk_name: Text,
    /// The version of that SDK.
    pub sdk_version: Text,
    /// Which version of the workflow code it runs.
    pub versioning: Versioning,
    /// Which tasks it takes.
    pub tasks: Tasks,
    /// How many runs it keeps between their tasks; 0 keeps none, and there is no sticky queue.
    pub max_cached_workflows: usize,
    /// How many bytes those runs may hold on to, by their own estimate; `None` for any number.
    pub max_cached_bytes: Option<usize>,
    /// How long a run that nothing happens to stays; `None` for as long as there is room. Where it is shorter than
    /// `sticky_schedule_to_start_timeout`, that follows it.
    pub cache_time_to_live: Option<Duration>,
    /// How long after a cached run was last used the server is asked whether it is closed, and how often then, at most one
    /// run a second; `None` for never. Nobody tells a worker of a run that was terminated.
    pub closed_check_interval: Option<Duration>,
    /// How long the server keeps a task for this worker alone.
    pub sticky_schedule_to_start_timeout: Duration,
    /// How it polls for workflow tasks, sticky ones among them.
    pub workflow_pollers: Pollers,
    /// How it polls for activity tasks.
    pub activity_pollers: Pollers,
    /// How it polls for Nexus tasks.
    pub nexus_pollers: Pollers,
    /// How many of the workflow pollers, in percent, poll the queue that is not sticky.
    pub nonsticky_poll_percent: u32,
    /// How many workflow tasks it works on at a time.
    pub workflow_slots: SlotSupply,
    /// How many activities it runs at a time.
    pub activity_slots: SlotSupply,
    /// How many local activities it runs at a time.
    pub local_activity_slots: SlotSupply,
    /// How many Nexus tasks it works on at a time.
    pub nexus_slots: SlotSupply,
    /// How long a poll may take. The server answers it a second before, or after a minute, though there is no task.
    pub poll_timeout: Duration,
    /// How long an attempt of any other call may take.
    pub call_timeout: Duration,
    /// The most activities it begins in a second.
    pub max_worker_activities_per_second: Option<f64>,
    /// The most activities that the server gives out from the whole task queue in a second.
    pub max_task_queue_activities_per_second: Option<f64>,
    /// The longest time between two heartbeats of an activity.
    pub max_heartbeat_throttle_interval: Duration,
    /// The time between two heartbeats of an activity that has no heartbeat time-out.
    pub default_heartbeat_throttle_interval: Duration,
    /// How long after an activity's time-out its host is told to stop it.
    pub local_timeout_buffer: Duration,
    /// How many eager activities one workflow task may ask for; 0 for none.
    pub max_eager_activities: usize,
    /// How long activities may go on after shutdown began before they are told to stop.
    pub graceful_shutdown_period: Duration,
    /// How long after that shutdown waits for what does not stop, before it hands everything back.
    pub forced_shutdown_period: Duration,
    /// What the server's operators are told of where the worker runs.
    pub host: HostFacts,
    /// The time between two heartbeats of the worker itself, 1 to 60 s; `None` for none.
    pub worker_heartbeat_interval: Option<Duration>,
    /// Of which workflows an execution fails where its code does not do what history says, in place of its task, which
    /// would be tried until the code is mended.
    pub fails_on_nondeterminism: WorkflowTypes,
    /// Whether what is larger than the namespace takes is failed here. A server would terminate the execution for it; a
    /// proxy that stores payloads elsewhere makes it smaller on the way.
    pub enforces_size_limits: bool,
    /// Whether runs keep a determinism snapshot (see [`guard`](crate::guard)).
    pub keeps_snapshots: bool,
}

/// Where a worker runs; what the host does not know is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct HostFacts {
    /// The name of the machine.
    pub host_name: Text,
    /// The process.
    pub process_id: Text,
    /// What the workers of one process have in common, a UUID.
    pub grouping_key: Text,
}

/// Which version of the workflow code a worker runs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the two ways there are; the deprecated version sets are none of them")]
pub enum Versioning {
    /// No version that the server routes by.
    Unversioned {
        /// What the UI shows as the worker's build.
        build_id: Text,
    },
    /// A version of a worker deployment.
    Deployment {
        /// The deployment; empty for `<task queue>-deployment`.
        deployment_name: Text,
        /// The build.
        build_id: Text,
        /// Whether the server routes tasks by it.
        is_routed: bool,
        /// How runs follow new versions, where workflow code does not say.
        default_behavior: VersioningBehavior,
    },
}

/// Some workflows, by their types.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum WorkflowTypes {
    /// All of them.
    All,
    /// Those of these types.
    Named(BTreeSet<Text>),
}

impl Default for WorkflowTypes {
    fn default() -> Self {
        Self::Named(BTreeSet::new())
    }
}

impl WorkflowTypes {
    /// Whether workflows of a type are among them.
    #[must_use]
    pub fn contains(&self, workflow_type: &Text) -> bool {
        match self {
            Self::All => true,
            Self::Named(types) => types.contains(workflow_type),
        }
    }
}

/// Which tasks a worker takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, clippy::struct_excessive_bools, reason = "a caller fills it")]
pub struct Tasks {
    /// Workflow tasks.
    pub workflows: bool,
    /// Local activities; they need workflows.
    pub local_activities: bool,
    /// Activity tasks.
    pub activities: bool,
    /// Nexus tasks.
    pub nexus: bool,
}

/// How many polls of one kind are open at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "those of the official core")]
pub enum Pollers {
    /// Five; or from 1 to 100, five to begin with, as the server advises, where the namespace asks for that.
    Default,
    /// Always that many, where there are slots.
    Fixed(usize),
    /// As many as the server advises.
    Autoscaling {
        /// At least that many.
        minimum: usize,
        /// At most that many.
        maximum: usize,
        /// That many to begin with.
        initial: usize,
    },
}

/// How many tasks of one kind are worked on at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the three of the official core")]
pub enum SlotSupply {
    /// Always that many.
    Fixed(usize),
    /// As many as keep the machine's load below the targets.
    Resources(ResourceSlots),
    /// As many as the host says with `Input::SetSlots`; none before it does.
    Custom,
}

/// Slots that depend on the load that the host reports with `Input::Load`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct ResourceSlots {
    /// That many are given whatever the load.
    pub minimum: usize,
    /// No more than that many are given.
    pub maximum: usize,
    /// The time between two slots given above the minimum.
    pub ramp_throttle: Duration,
    /// The share of memory to use, 0 to 1.
    pub target_memory: f64,
    /// The share of CPU to use, 0 to 1.
    pub target_cpu: f64,
}

impl Config {
    /// A worker for all tasks of a queue, with the defaults of the official core, and a cache.
    #[must_use]
    pub fn new(namespace: impl Into<Text>, task_queue: impl Into<Text>, identity: impl Into<Text>) -> Self {
        Self {
            namespace: namespace.into(),
            task_queue: task_queue.into(),
            identity: identity.into(),
            sdk_name: Text::default(),
            sdk_version: Text::default(),
            versioning: Versioning::Unversioned { build_id: Text::default() },
            tasks: Tasks { workflows: true, local_activities: true, activities: true, nexus: false },
            max_cached_workflows: 1000,
            max_cached_bytes: None,
            cache_time_to_live: None,
            closed_check_interval: Some(Duration::from_secs(600)),
            sticky_schedule_to_start_timeout: Duration::from_secs(10),
            workflow_pollers: Pollers::Default,
            activity_pollers: Pollers::Default,
            nexus_pollers: Pollers::Default,
            nonsticky_poll_percent: 20,
            workflow_slots: SlotSupply::Fixed(100),
            activity_slots: SlotSupply::Fixed(100),
            local_activity_slots: SlotSupply::Fixed(100),
            nexus_slots: SlotSupply::Fixed(100),
            poll_timeout: Duration::from_secs(70),
            call_timeout: Duration::from_secs(30),
            max_worker_activities_per_second: None,
            max_task_queue_activities_per_second: None,
            max_heartbeat_throttle_interval: Duration::from_secs(60),
            default_heartbeat_throttle_interval: Duration::from_secs(30),
            local_timeout_buffer: Duration::from_secs(5),
            max_eager_activities: 3,
            graceful_shutdown_period: Duration::from_secs(10),
            forced_shutdown_period: Duration::from_secs(10),
            host: HostFacts::default(),
            worker_heartbeat_interval: Some(Duration::from_secs(60)),
            fails_on_nondeterminism: WorkflowTypes::default(),
            enforces_size_limits: true,
            keeps_snapshots: false,
        }
    }
}

/// A field of a configuration that cannot be so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {rule}")]
#[expect(clippy::exhaustive_structs, reason = "says all there is")]
pub struct ConfigError {
    /// The field.
    pub field: &'static str,
    /// What it must be.
    pub rule: &'static str,
}

/// A configuration that holds together.
#[derive(Clone, Debug)]
pub struct Checked(Config);

impl core::ops::Deref for Checked {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.0
    }
}

impl TryFrom<Config> for Checked {
    type Error = ConfigError;

    fn try_from(mut config: Config) -> Result<Self, ConfigError> {
        config.check_names()?;
        config.check_pollers()?;
        config.check_slots()?;
        config.check_times()?;
        if let Some(length) = config.cache_time_to_live {
            config.sticky_schedule_to_start_timeout = config.sticky_schedule_to_start_timeout.min(length);
        }
        if let Versioning::Deployment { deployment_name, .. } = &mut config.versioning
            && deployment_name.is_empty()
        {
            *deployment_name = alloc::format!("{}-deployment", config.task_queue).into();
        }
        Ok(Self(config))
    }
}

/// Refuses a field unless it is as it must be.
fn must(is_so: bool, field: &'static str, rule: &'static str) -> Result<(), ConfigError> {
    if is_so { Ok(()) } else { Err(ConfigError { field, rule }) }
}

impl Config {
    fn check_names(&self) -> Result<(), ConfigError> {
        let names = [("namespace", &self.namespace), ("task_queue", &self.task_queue), ("identity", &self.identity)];
        for (field, name) in names {
            must(!name.is_empty(), field, "must not be empty")?;
            must(name.len() <= limits::ID_BYTES, field, "must not be longer than 1000 bytes")?;
        }
        let Versioning::Deployment { build_id, deployment_name, is_routed, default_behavior } = &self.versioning else {
            return Ok(());
        };
        must(!build_id.is_empty(), "versioning.build_id", "must not be empty")?;
        let is_named = !deployment_name.is_empty() || !self.task_queue.contains('.');
        must(is_named, "versioning.deployment_name", "must be given where the name of the task queue contains a dot")?;
        let has_dot = deployment_name.contains('.');
        must(!has_dot, "versioning.deployment_name", "must not contain a dot, which separates it from the build id")?;
        let is_unset = *default_behavior == VersioningBehavior::Unspecified;
        must(is_unset || *is_routed, "versioning.default_behavior", "must be unset where tasks are not routed")
    }

    fn check_pollers(&self) -> Result<(), ConfigError> {
        let pollers = [
            ("workflow_pollers", self.workflow_pollers),
            ("activity_pollers", self.activity_pollers),
            ("nexus_pollers", self.nexus_pollers),
        ];
        for (field, pollers) in pollers {
            match pollers {
                Pollers::Default => {}
                Pollers::Fixed(count) => must(count >= 1, field, "must be at least 1")?,
                Pollers::Autoscaling { minimum, maximum, initial } => {
                    must(minimum >= 1, field, "must have a minimum of at least 1")?;
                    let is_ordered = minimum <= initial && initial <= maximum;
                    must(is_ordered, field, "must have minimum <= initial <= maximum")?;
                }
            }
            let most = match pollers {
                Pollers::Default => limits::POLLERS_BY_DEFAULT,
                Pollers::Fixed(count) => count,
                Pollers::Autoscaling { maximum, .. } => maximum,
            };
            must(most <= limits::POLLERS, field, "must not be more than 1000")?;
        }
        let has_two = !matches!(self.workflow_pollers, Pollers::Fixed(1));
        let is_cached = self.tasks.workflows && self.max_cached_workflows > 0;
        must(!is_cached || has_two, "workflow_pollers", "must be at least 2 with a cache: one of them is sticky")
    }

    fn check_slots(&self) -> Result<(), ConfigError> {
        let tasks = self.tasks;
        let takes_any = tasks.workflows || tasks.activities || tasks.nexus;
        must(takes_any, "tasks", "must name at least one of workflows, activities and nexus")?;
        let is_local_alone = tasks.local_activities && !tasks.workflows;
        must(!is_local_alone, "tasks.local_activities", "needs tasks.workflows")?;
        let supplies = [
            ("workflow_slots", self.workflow_slots),
            ("activity_slots", self.activity_slots),
            ("local_activity_slots", self.local_activity_slots),
            ("nexus_slots", self.nexus_slots),
        ];
        for (field, supply) in supplies {
            match supply {
                SlotSupply::Fixed(count) => must(count >= 1, field, "must be at least 1")?,
                SlotSupply::Custom => {}
                SlotSupply::Resources(slots) => {
                    must(slots.minimum >= 1, field, "must have a minimum of at least 1")?;
                    must(slots.maximum >= slots.minimum, field, "must have minimum <= maximum")?;
                    let is_share = |share: f64| share > 0.0 && share <= 1.0;
                    let are_shares = is_share(slots.target_memory) && is_share(slots.target_cpu);
                    must(are_shares, field, "must have targets above 0 and at most 1")?;
                }
            }
        }
        let is_cached = tasks.workflows && self.max_cached_workflows > 0;
        let is_one = match self.workflow_slots {
            SlotSupply::Fixed(count) => count == 1,
            SlotSupply::Resources(slots) => slots.minimum == 1,
            SlotSupply::Custom => false,
        };
        must(!(is_cached && is_one), "workflow_slots", "must be at least 2 with a cache: a sticky poll needs one")
    }

    fn check_times(&self) -> Result<(), ConfigError> {
        let rates = [
            ("max_worker_activities_per_second", self.max_worker_activities_per_second),
            ("max_task_queue_activities_per_second", self.max_task_queue_activities_per_second),
        ];
        for (field, rate) in rates {
            must(rate.is_none_or(|rate| rate.is_normal() && rate > 0.0), field, "must be a number above 0")?;
        }
        let lengths = [
            ("cache_time_to_live", self.cache_time_to_live),
            ("closed_check_interval", self.closed_check_interval),
            ("sticky_schedule_to_start_timeout", Some(self.sticky_schedule_to_start_timeout)),
        ];
        for (field, length) in lengths {
            must(length.is_none_or(|length| length > Duration::ZERO), field, "must be longer than nothing")?;
        }
        let range = Duration::from_secs(1)..=Duration::from_secs(60);
        let is_in = self.worker_heartbeat_interval.is_none_or(|interval| range.contains(&interval));
        must(is_in, "worker_heartbeat_interval", "must be 1 to 60 seconds")?;
        must(self.poll_timeout >= limits::POLL_TIMEOUT, "poll_timeout", "must be at least 3 seconds")?;
        must(!self.call_timeout.is_zero(), "call_timeout", "must not be zero")?;
        must(self.nonsticky_poll_percent <= 100, "nonsticky_poll_percent", "must be 0 to 100")
    }
}
