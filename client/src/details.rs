//! Decides how the details of a status are found: what the server says of a failure beside its code and words.

use dacapo_core::rpc::{Code, Status};
use dacapo_proto::{
    google::rpc,
    temporal::api::errordetails::v1::{
        MultiOperationExecutionFailure, multi_operation_execution_failure::OperationStatus,
    },
};
use prost::Message;

/// Where the messages are that a server puts into details.
const PACKAGE: &str = "temporal.api.errordetails.v1.";

/// The detail of this name, without its package; `None` where there is none, or it cannot be read.
pub(crate) fn find<M: Message + Default>(status: &Status, name: &str) -> Option<M> {
    let read = rpc::Status::decode(status.details.clone()).ok()?;
    let is_it = |url: &str| url.rsplit('/').next().and_then(|path| path.strip_prefix(PACKAGE)) == Some(name);
    let detail = read.details.into_iter().find(|detail| is_it(&detail.type_url))?;
    M::decode(detail.value.as_slice()).ok()
}

/// The part of several that is to blame for the end of them all, and how it ended; `None` where the status names none.
pub(crate) fn culprit(status: &Status) -> Option<(usize, Status)> {
    let parts = find::<MultiOperationExecutionFailure>(status, "MultiOperationExecutionFailure")?.statuses;
    let (place, part) = parts.into_iter().enumerate().find(|(_, part)| !is_innocent(part))?;
    let code = Code::from_number(u32::try_from(part.code).ok()?)?;
    let message = part.message.as_str().into();
    let details = rpc::Status { code: part.code, message: part.message, details: part.details };
    Some((place, Status { code, message, details: details.encode_to_vec().into() }))
}

/// Whether a part ended only because another one did.
fn is_innocent(part: &OperationStatus) -> bool {
    let is_mark = |url: &str| url.ends_with(".MultiOperationExecutionAborted");
    part.code == 0 || part.details.iter().any(|detail| is_mark(&detail.type_url))
}
