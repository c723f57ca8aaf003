//! Runs the program, and makes the small histories that it is given.

use dacapo_proto::temporal::api::{
    common::v1::{ActivityType, WorkflowType},
    enums::v1::EventType,
    history::v1::{self as history, History, HistoryEvent, history_event::Attributes},
    sdk::v1::WorkflowTaskCompletedMetadata,
};
use prost::Message as _;
use serde_json::Value;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a run of the program left behind.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The JSON on stdout, which must be all that is there.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {:?}", self.stdout))
    }
}

pub(crate) fn dacapo(arguments: &[&str]) -> Run {
    dacapo_with(arguments, b"")
}

pub(crate) fn dacapo_with(arguments: &[&str], stdin: &[u8]) -> Run {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dacapo"));
    program.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().expect("the program starts");
    // It need not read what it is given.
    drop(child.stdin.take().expect("it has a stdin").write_all(stdin));
    let output = child.wait_with_output().expect("the program ends");
    Run {
        code: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("stdout is text"),
        stderr: String::from_utf8(output.stderr).expect("stderr is text"),
    }
}

/// The project's own histories.
pub(crate) fn golden() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/histories")
}

/// A folder for one test's files.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// An empty one; `name` is the test's.
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().expect("the path is text")
    }

    /// Writes a file, and gives its path.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("it has a parent")).expect("a folder can be made");
        fs::write(&path, content).expect("a file can be written");
        path.to_str().expect("the path is text").to_owned()
    }
}

/// What the workflow of a made history did in its only completed workflow task.
#[derive(Clone, Copy)]
pub(crate) enum Did {
    StartTimer(&'static str),
    Schedule(&'static str),
    Complete,
}

/// An encoded history of one workflow task, written by an SDK that compares ids and types.
pub(crate) fn encoded(did: &[Did]) -> Vec<u8> {
    History { events: events(did) }.encode_to_vec()
}

/// The same as JSON.
pub(crate) fn json(did: &[Did]) -> String {
    dacapo_replay::read::to_json(&encoded(did), "made").expect("it can be written as JSON")
}

fn events(did: &[Did]) -> Vec<HistoryEvent> {
    let started = history::WorkflowExecutionStartedEventAttributes {
        workflow_type: Some(WorkflowType { name: "Made".into() }),
        original_execution_run_id: "run".into(),
        ..Default::default()
    };
    let completed = history::WorkflowTaskCompletedEventAttributes {
        scheduled_event_id: 2,
        started_event_id: 3,
        sdk_metadata: Some(WorkflowTaskCompletedMetadata {
            core_used_flags: vec![1, 2, 3],
            sdk_name: "temporal-made".into(),
            sdk_version: "1.2.3".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let mut events = vec![
        (EventType::WorkflowExecutionStarted, Attributes::WorkflowExecutionStartedEventAttributes(started)),
        (EventType::WorkflowTaskScheduled, Attributes::WorkflowTaskScheduledEventAttributes(Default::default())),
        (EventType::WorkflowTaskStarted, Attributes::WorkflowTaskStartedEventAttributes(Default::default())),
        (EventType::WorkflowTaskCompleted, Attributes::WorkflowTaskCompletedEventAttributes(completed)),
    ];
    events.extend(did.iter().map(|did| event(*did)));
    let numbered = events.into_iter().zip(1..).map(|((kind, attributes), event_id)| HistoryEvent {
        event_id,
        event_type: kind.into(),
        attributes: Some(attributes),
        ..Default::default()
    });
    numbered.collect()
}

fn event(did: Did) -> (EventType, Attributes) {
    match did {
        Did::StartTimer(id) => {
            let timer = history::TimerStartedEventAttributes { timer_id: id.into(), ..Default::default() };
            (EventType::TimerStarted, Attributes::TimerStartedEventAttributes(timer))
        }
        Did::Schedule(name) => {
            let activity = history::ActivityTaskScheduledEventAttributes {
                activity_id: name.into(),
                activity_type: Some(ActivityType { name: name.into() }),
                ..Default::default()
            };
            (EventType::ActivityTaskScheduled, Attributes::ActivityTaskScheduledEventAttributes(activity))
        }
        Did::Complete => (
            EventType::WorkflowExecutionCompleted,
            Attributes::WorkflowExecutionCompletedEventAttributes(Default::default()),
        ),
    }
}
