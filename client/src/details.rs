//! Decides how the details of a status are found: what the server says of a failure beside its code and words.

use dacapo_core::rpc::Status;
use dacapo_proto::google::rpc;
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
