//! Every bound of this crate, with its unit and where it comes from.

/// The longest id or name a server takes, in bytes (dynamic config `limit.maxIDLength`).
pub const ID_BYTES: usize = 1000;

/// How many matched pairs of command and event a run keeps, to show what came before a divergence.
pub const MATCHED_KEPT: usize = 64;

/// How many of those a divergence shows.
pub const MATCHED_SHOWN: usize = 5;

/// The longest list of patch ids that is written to `TemporalChangeVersion`, in bytes of JSON [PATCH-3].
pub const CHANGE_VERSION_BYTES: usize = 2048;

/// How many commands of a task are compared with its events when a divergence is explained.
pub const ALIGNED: usize = 256;

/// The most pollers of one kind: each is an open call.
pub const POLLERS: usize = 1000;

/// The most slots of one kind.
pub const SLOTS: usize = 1_000_000;

/// The shortest time that a poll may be given: the server refuses those of less than two seconds.
pub const POLL_TIMEOUT: core::time::Duration = core::time::Duration::from_secs(3);

/// How long after its time-out a poll is taken for lost, where the transport did not end it.
pub const STALLED_POLL: core::time::Duration = core::time::Duration::from_secs(10);

/// A poll that ended without a task in less than this is not begun again at once.
pub const SHORT_POLL: core::time::Duration = core::time::Duration::from_millis(500);

/// How long polls of a worker that shuts down stay open at most, and how long a call may take that tells the server
/// of it [WORKER-7].
pub const LINGERING_POLLS: core::time::Duration = core::time::Duration::from_secs(5);

/// How long, at least, no task came and no report was answered when they are canceled.
pub const QUIET_POLLS: core::time::Duration = core::time::Duration::from_millis(200);

/// The same in times of what the server takes for a report, up to [`LONG_QUIET_POLLS`].
pub const QUIET_REPORTS: u32 = 4;

/// How long at most: a report may have taken long because it was lost.
pub const LONG_QUIET_POLLS: core::time::Duration = core::time::Duration::from_millis(800);

/// The most queries that wait for one run that is busy.
pub const QUERIES_BUFFERED: usize = 100;

/// The time-out of a workflow task where its run does not say: the server's default.
pub const WORKFLOW_TASK_TIMEOUT: core::time::Duration = core::time::Duration::from_secs(10);

/// The share of a workflow task's time-out after which it is answered though local activities run.
pub const HEARTBEAT_SHARE: f64 = 0.8;

/// About how many bytes an open activity, timer or the like takes beside its own structure: its ids and names.
pub const ENTITY_BYTES: usize = 256;

/// The share of a workflow task's time-out that one attempt to report its end may take: so much is left for what follows.
pub const REPORT_SHARE: f64 = 0.5;

/// How many ends of activities may wait for the server to take them before a new one is only tried for as long as other
/// calls are.
pub const REPORTS_KEPT: usize = 10_000;

/// The shortest time that an attempt to send an activity's heartbeat is given.
pub const HEARTBEAT_CALL: core::time::Duration = core::time::Duration::from_secs(1);

/// The share of an activity's heartbeat time-out that passes between two heartbeats that are sent.
pub const ACTIVITY_HEARTBEAT_SHARE: f64 = 0.8;

/// The most local activities that wait for a slot.
pub const LOCAL_ACTIVITIES_QUEUED: usize = 100_000;

/// A poll that did not fail for so long has reached the server.
pub const SETTLED_POLL: core::time::Duration = core::time::Duration::from_secs(5);

/// How long after one cached run the server is asked about the next, whether it is closed.
pub const CLOSED_CHECKS_APART: core::time::Duration = core::time::Duration::from_secs(1);

/// How long a poller goes on whose polls fail as if they could never succeed: a proxy may answer so while it starts.
pub const FATAL_POLL: core::time::Duration = core::time::Duration::from_secs(60);

/// A workflow task that takes longer is logged.
pub const SLOW_WORKFLOW_TASK: core::time::Duration = core::time::Duration::from_secs(5);

/// The most bytes of commands in a page of a completion: a message may have 4 MiB, and says more than commands.
pub const PAGE_BYTES: usize = 3_670_016;

/// How many pollers of a kind there are where nobody decides.
pub const POLLERS_BY_DEFAULT: usize = 5;

/// The most pollers of a kind where nobody decides and the server does.
pub const ENROLLED_POLLERS: usize = 100;

/// How many cached runs are looked at to find one that nothing happens to: those that are busy were used last.
pub const RUNS_LOOKED_AT: usize = 100;

/// How many attempts to answer a query or a Nexus task the server may refuse for not knowing the task yet.
pub const OUTRUNS: u32 = 3;

/// How long after its time-out a call that is no poll is taken for lost, where the transport did not end it.
pub const LOST_CALL: core::time::Duration = core::time::Duration::from_secs(10);
