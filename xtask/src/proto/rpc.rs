//! Writes the path of every RPC method as a constant, and which answer each request has.

use std::fmt::Write as _;

use prost_types::{FileDescriptorSet, ServiceDescriptorProto};

/// The text of a module with one nested module for each service.
pub(super) fn constants(set: &FileDescriptorSet) -> String {
    let mut services = Vec::new();
    for file in &set.file {
        for service in &file.service {
            services.push((module_name(service.name()), service_text(file.package(), service)));
        }
    }
    services.sort();
    let mut text = String::from(super::messages::BANNER);
    for (_, service) in services {
        text.push_str(&service);
    }
    text
}

/// The implementations of `Request` for what the services of people take: one method for each message.
pub(super) fn requests(set: &FileDescriptorSet) -> String {
    const SERVICES: [&str; 2] = ["WorkflowService", "OperatorService"];
    let mut text = String::from(super::messages::BANNER);
    for service in set.file.iter().flat_map(|file| &file.service) {
        if !SERVICES.contains(&service.name()) {
            continue;
        }
        let module = module_name(service.name());
        for method in &service.method {
            let (request, answer) = (message(method.input_type()), message(method.output_type()));
            let name = snake(method.name()).to_uppercase();
            let _ = write!(
                text,
                "impl Request for {request} {{\n    type Response = {answer};\n    const METHOD: &'static str = {module}::{name};\n}}\n"
            );
        }
    }
    text
}

/// `.temporal.api.common.v1.Payload` to where the message is.
fn message(path: &str) -> String {
    format!("crate{}", path.replace('.', "::"))
}

fn service_text(package: &str, service: &ServiceDescriptorProto) -> String {
    let path = format!("{package}.{}", service.name());
    let mut text = format!("/// Methods of `{path}`.\npub mod {} {{\n", module_name(service.name()));
    for method in &service.method {
        let name = snake(method.name()).to_uppercase();
        let _ = writeln!(text, "    pub const {name}: &str = \"/{path}/{}\";", method.name());
    }
    text.push_str("}\n");
    text
}

fn module_name(service: &str) -> String {
    snake(service)
}

/// `PollWorkflowTaskQueue` to `poll_workflow_task_queue`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
